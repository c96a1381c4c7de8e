package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.outbound.ScriptedInternet;
import ai.nemorouter.provider.StoredProviders;
import ai.nemorouter.testsupport.ScriptedUpstream;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls that go to an account which the organization brought.
@QuarkusTest
class OwnProviderTest {
  private final GatewayWorld world;
  private final StoredProviders providers;
  private final Limits limits;
  private final ScriptedInternet internet;

  OwnProviderTest(
      GatewayWorld world, StoredProviders providers, Limits limits, ScriptedInternet internet) {
    this.world = world;
    this.providers = providers;
    this.limits = limits;
    this.internet = internet;
  }

  @Test
  void anOrganizationWithoutCreditCallsItsOwnProviderWithItsOwnKey() {
    Caller caller = world.callerWithCredit("0");
    String model = bring(caller);

    HttpResponse<String> answer = call(caller, model);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    ScriptedUpstream.Received received =
        world.upstream().received(model.substring(model.indexOf('/') + 1)).getFirst();
    assertThat(received.headers()).containsEntry("authorization", "Bearer " + OwnProviders.KEY);
    assertThat(world.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("cost", 62_000L);
    assertThat(ownCalls(caller)).isEqualTo(1);
  }

  @Test
  void itSpendsNoCreditOfAnOrganizationThatHasSome() {
    Caller caller = world.callerWithCredit("5");

    call(caller, bring(caller));

    world.settledCall(caller);
    await().untilAsserted(() -> assertThat(world.books(caller)).containsEntry("holds", 0L));
    assertThat(world.books(caller)).containsEntry("used", 0L).containsEntry("held", 0L);
  }

  @Test
  void itCountsOnBudgets() {
    Caller caller = world.callerWithCredit("0");
    String model = bring(caller);
    limits.set(
        caller.place().owner(),
        Scope.key(caller.keyId()),
        new Budget(Period.TOTAL, Money.ofUsd("0.000220")));

    HttpResponse<String> first = call(caller, model);
    world.settledCall(caller);
    await().untilAsserted(() -> assertThat(world.books(caller)).containsEntry("holds", 0L));
    HttpResponse<String> second = call(caller, model);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(402);
  }

  @Test
  void nobodyElseCanCallIt() {
    Caller caller = world.callerWithCredit("0");
    String model = bring(caller);

    assertThat(call(world.callerWithCredit("5"), model).statusCode()).isEqualTo(404);
  }

  @Test
  void aDisabledOneServesNothingUntilItIsEnabledAgain() {
    Caller caller = world.callerWithCredit("0");
    String model = bring(caller);

    providers.enable(OwnProviders.holder(caller), OwnProviders.NAME, false);
    int disabled = call(caller, model).statusCode();
    providers.enable(OwnProviders.holder(caller), OwnProviders.NAME, true);
    int enabled = call(caller, model).statusCode();
    providers.remove(OwnProviders.holder(caller), OwnProviders.NAME);
    int removed = call(caller, model).statusCode();

    assertThat(List.of(disabled, enabled, removed)).containsExactly(404, 200, 404);
  }

  /// Row 82.
  @Test
  void eachCallGoesWhereTheNameLeadsAtThatMomentAndNotOverAKeptConnection() {
    Caller caller = world.callerWithCredit("0");
    String host = "rebinding-" + Ids.next() + ".example.test";
    internet.lead(host, List.of("127.0.0.1"), List.of("127.0.0.1"), List.of("127.0.0.9"));
    String model = bring(caller, host);

    int first = call(caller, model).statusCode();
    int second = call(caller, model).statusCode();
    HttpResponse<String> moved = call(caller, model);

    assertThat(List.of(first, second)).containsExactly(200, 200);
    assertThat(moved.statusCode()).isEqualTo(502);
    assertThat(internet.asked(host)).as("a look-up for each attempt").isGreaterThanOrEqualTo(3);
    assertThat(world.upstream().received(model.substring(model.indexOf('/') + 1))).hasSize(2);
  }

  private String bring(Caller caller) {
    return bring(caller, "127.0.0.1");
  }

  /// @return the model's name as callers write it
  private String bring(Caller caller, String host) {
    String model = "own-" + Ids.next();
    world.upstream().on(model, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    URI there = world.upstream().baseUrl();
    providers.add(
        OwnProviders.holder(caller),
        OwnProviders.at(
            URI.create("http://" + host + ":" + there.getPort() + there.getPath()), model),
        OwnProviders.KEY);
    return OwnProviders.NAME + "/" + model;
  }

  private HttpResponse<String> call(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":5"));
  }

  private long ownCalls(Caller caller) {
    return world
        .database()
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select count(*) from calls where org_id = :org and own_provider")
                .bind("org", caller.place().orgId())
                .mapTo(Long.class)
                .one());
  }
}
