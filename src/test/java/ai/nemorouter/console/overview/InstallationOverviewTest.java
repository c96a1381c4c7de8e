package ai.nemorouter.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.summary.InstallationTraffic;
import ai.nemorouter.usage.summary.InstallationTraffic.Share;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The landing page of the administration sums up all organizations, for operators alone.
@QuarkusTest
class InstallationOverviewTest {
  private static final Operator OPERATOR = new Operator(Ids.next(), "Ada", Origin.INSIDE);

  @Inject GatewayWorld gateway;
  @Inject InstallationTraffic traffic;
  @Inject TestDatabase database;
  @Inject Visitor visitor;
  @Inject World world;

  @Test
  void theLastDayOfEachOrganizationIsSummedUpAndOlderRequestsAreNot() {
    String answering =
        gateway.serve(
            "installation-ok",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.5")));
    String failing = gateway.serve("installation-bad", wire -> wire.json(500, "{}"));
    Caller caller = gateway.callerWithCredit("10");
    for (String model : new String[] {answering, answering, failing}) {
      gateway.post(caller.secret(), GatewayWorld.chat(model, ""));
    }
    gateway.settledCall(caller);
    UUID old = (UUID) gateway.requests(caller).getFirst().get("id");

    assertThat(share(caller))
        .hasValueSatisfying(share -> {
          assertThat(share.spend()).isEqualTo(Money.ofUsd("1"));
          assertThat(share.requests()).isEqualTo(3);
          assertThat(share.failed()).isEqualTo(1);
          assertThat(share.refused()).isZero();
        });
    database
        .acrossOrganizations()
        .useTransaction(sql ->
            sql.execute(
                "update calls set started_at = now() - interval '24 hours 1 minute' where id = ?",
                old));
    assertThat(share(caller)).map(Share::requests).contains(2L);
  }

  @Test
  void thePageIsForOperatorsAndIsWhereTheyLand() {
    Caller caller = gateway.callerWithCredit("0.01");

    assertThat(visitor.operator().browser().get("/operator").header("location"))
        .endsWith("/operator/overview");
    assertThat(visitor.operator().browser().get("/operator/overview").asString())
        .contains(
            "Highest spend", "Least credit left", "Ledger check", "Providers that need a look");
    assertThat(
            visitor.owner(caller.place().orgId()).browser().get("/operator/overview").statusCode())
        .isEqualTo(404);
  }

  /// More of them owe more than fit on a page of the list of organizations.
  @Test
  void theLeastCreditIsThatOfActiveOrganizationsHoweverManySuspendedOnesHaveLess() {
    World.Place active = owing(500_000);
    List<World.Place> suspended = IntStream.range(0, 26).mapToObj(_ -> owing(900_000)).toList();
    try {
      for (World.Place place : suspended) {
        change(
            "update organizations set suspended_at = now(), owners_suspended_at = now() where id = ?",
            place);
      }

      String page = visitor.operator().browser().get("/operator/overview").asString();
      String lowest = page.substring(page.indexOf("Least credit left"));

      assertThat(lowest).contains("\"/o/" + active.slug() + "\"");
      assertThat(suspended).noneMatch(place -> lowest.contains("\"/o/" + place.slug() + "\""));
    } finally {
      suspended.forEach(place -> change("update windows set used = 0 where org_id = ?", place));
      change("update windows set used = 0 where org_id = ?", active);
    }
  }

  private World.Place owing(long dollars) {
    World.Place place = world.newOrganization();
    change(
        """
        with credit as (
          insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
          select id, gen_random_uuid(), 'organization', id, 'credit', 'usd', 'total', 0 from organizations where id = ?
          returning org_id, id)
        insert into windows (org_id, limit_id, unit, starts_at, ends_at, used)
        select org_id, id, 'usd', '-infinity', 'infinity', %d from credit
        """
            .formatted(dollars * 1_000_000_000),
        place);
    return place;
  }

  private void change(String statement, World.Place place) {
    database.acrossOrganizations().useTransaction(sql -> sql.execute(statement, place.orgId()));
  }

  private Optional<Share> share(Caller caller) {
    return traffic.ofLastDay(OPERATOR).stream()
        .filter(share -> share.orgId().equals(caller.place().orgId()))
        .findFirst();
  }
}
