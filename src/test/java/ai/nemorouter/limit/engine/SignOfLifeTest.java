package ai.nemorouter.limit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A node keeps the holds of its requests under way alive, however many there are.
@QuarkusTest
class SignOfLifeTest {
  private static final Duration TTL = Duration.ofSeconds(60);

  private final Holds holds;
  private final World world;
  private final Keys keys;
  private final Credits credits;
  private final TestDatabase database;

  SignOfLifeTest(Holds holds, World world, Keys keys, Credits credits, TestDatabase database) {
    this.holds = holds;
    this.world = world;
    this.keys = keys;
    this.credits = credits;
    this.database = database;
  }

  @Test
  void aSignOfLifeReachesThousandsOfHoldsOfSeveralOrganizations() throws Exception {
    List<Payer> several = List.of(payer(), payer());
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HoldOutcome>> calls =
          IntStream.range(0, 2_000)
              .<Callable<HoldOutcome>>mapToObj(
                  i -> () -> holds.place(request(several.get(i % several.size()))))
              .toList();
      for (Future<HoldOutcome> placed : callers.invokeAll(calls)) {
        assertThat(placed.get()).isInstanceOf(HoldOutcome.Granted.class);
      }
      Instant placed = database.acrossOrganizations().inTransaction(_ -> database.now());

      callers.submit(holds::heartbeat).get(20, TimeUnit.SECONDS);

      assertThat(several).allMatch(payer -> keptSince(placed, payer.orgId()) == 1_000);
    }
  }

  private Payer payer() {
    World.Place place = world.newOrganization();
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("100"), "for the test");
    UUID key = keys.mint(place.owner(), new NewKey(place.teamId(), "Test", null, null)).key().id();
    return new Payer(place.orgId(), place.teamId(), key, null);
  }

  private static HoldRequest request(Payer payer) {
    return new HoldRequest(
        Ids.next(),
        payer,
        1,
        new HoldRange(
            Money.ZERO,
            Money.ofNanos(1_000_000),
            10,
            10_000_000,
            10_000_000,
            Money.ofUsd("0.01"),
            10),
        Settlement.Route.chat("m", "a/m", "test", null, false));
  }

  private long keptSince(Instant moment, UUID orgId) {
    return database
        .of(orgId)
        .read(sql ->
            sql.select(
                    "select count(*) from holds where org_id = ? and expires_at > ?",
                    orgId,
                    moment.plus(TTL))
                .mapTo(Long.class)
                .one());
  }
}
