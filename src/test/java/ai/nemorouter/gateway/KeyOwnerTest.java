package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A node remembers a key for two seconds. Its owner counts as of the moment of the call.
@QuarkusTest
class KeyOwnerTest {
  private final GatewayWorld world;
  private final People people;
  private final Limits limits;
  private final TestDatabase database;

  KeyOwnerTest(GatewayWorld world, People people, Limits limits, TestDatabase database) {
    this.world = world;
    this.people = people;
    this.limits = limits;
    this.database = database;
  }

  @Test
  void theNextCallCountsForTheNewOwnerOfAKeyThatWasJustUsed() {
    String model =
        world.serve("handed-over", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");
    Actor.Person before = people.join(caller.place().orgId(), Role.MEMBER);
    Actor.Person after = people.join(caller.place().orgId(), Role.MEMBER);
    own(caller, before.userId());
    assertThat(call(caller, model).statusCode()).isEqualTo(200);

    limits.add(
        caller.place().owner(),
        Scope.member(after.userId()),
        new LimitTerms(
            Unit.USD, Period.TOTAL, Money.ofUsd("0.000001").nanos(), null, null, List.of()),
        CountFrom.NOW);
    own(caller, after.userId());
    HttpResponse<String> refused = call(caller, model);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    assertThat(world.upstream().received("handed-over")).hasSize(1);

    own(caller, null);
    assertThat(call(caller, model).statusCode()).as("a service key").isEqualTo(200);
    own(caller, before.userId());
    assertThat(call(caller, model).statusCode()).isEqualTo(200);
    String member = before.userId().toString();
    await()
        .untilAsserted(
            () -> assertThat(payers(caller)).containsExactly(member, "no member", member));
  }

  private HttpResponse<String> call(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, ""));
  }

  private void own(Caller caller, @Nullable UUID userId) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update keys set owner_id = ? where id = ?", userId, caller.keyId()));
  }

  /// Whose limits counted the calls that were answered, oldest first.
  private List<String> payers(Caller caller) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select coalesce(member_id::text, 'no member') from calls
                    where org_id = :orgId and status = 'ok' order by id
                    """)
                .bind("orgId", caller.place().orgId())
                .mapTo(String.class)
                .list());
  }
}
