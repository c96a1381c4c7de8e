package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An organization with limits in every unit in which everything has happened to a call that can:
/// answered, failed and tried again, refused, overrun, swept, late, released, and still under way.
@ApplicationScoped
public class BusyOrganization {
  private static final Money INPUT_PRICE = Money.ofUsd("2");
  private static final Money OUTPUT_PRICE = Money.ofUsd("8");
  private static final long PROMPT = 1_001;
  private static final long OUTPUT = 333;

  private final World world;
  private final Holds holds;
  private final Keys keys;
  private final Credits credits;
  private final TestDatabase database;

  BusyOrganization(World world, Holds holds, Keys keys, Credits credits, TestDatabase database) {
    this.world = world;
    this.holds = holds;
    this.keys = keys;
    this.credits = credits;
    this.database = database;
  }

  /// @param underWay a call that still holds
  /// @param answered a call that was billed at the catalogue's price
  /// @param triedAgain a request of two attempts
  record Books(
      World.Place place, Payer payer, long priceId, UUID underWay, UUID answered, UUID triedAgain) {
    UUID orgId() {
      return place.orgId();
    }
  }

  Books make() {
    World.Place place = world.newOrganization();
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("10"), "for the test");
    UUID key = keys.mint(place.owner(), new NewKey(place.teamId(), "Test", null, null)).key().id();
    Payer payer = new Payer(place.orgId(), place.teamId(), key, null);
    limit(payer, "key", key, "usd", "month", Money.ofUsd("5").nanos());
    limit(payer, "team", place.teamId(), "tokens", "minute", 1_000_000);
    limit(payer, "key", key, "requests", "hour", 1_000);
    limit(payer, "organization", place.orgId(), "in_flight", "total", 50);
    long priceId = price();
    UUID underWay = place(payer, priceId).id();
    UUID answered = settle(place(payer, priceId), Status.OK, OUTPUT, "catalog", null);
    UUID triedAgain = settle(place(payer, priceId), Status.FAILED, 0, "estimate", null);
    settle(placeAgain(payer, priceId, triedAgain), Status.OK, OUTPUT, "catalog", null);
    settle(place(payer, priceId), Status.CANCELLED, 10, "estimate", null);
    settle(place(payer, priceId), Status.OK, OUTPUT, "provider", Money.ofUsd("0.5"));
    release(place(payer, priceId));
    sweep(place(payer, priceId));
    HoldRequest late = place(payer, priceId);
    sweep(late);
    settle(late, Status.OK, OUTPUT, "catalog", null);
    HoldRequest releasedAndLate = place(payer, priceId);
    release(releasedAndLate);
    settle(releasedAndLate, Status.OK, OUTPUT, "catalog", null);
    await().untilAsserted(() -> assertThat(openHolds(payer)).containsExactly(underWay));
    await()
        .untilAsserted(() ->
            assertThat(count("select count(*) from calls where late and org_id = ?", payer))
                .isEqualTo(2));
    return new Books(place, payer, priceId, underWay, answered, triedAgain);
  }

  private void limit(
      Payer payer, String scope, UUID scopeId, String unit, String period, long amount) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
                values (?, ?, ?, ?, 'budget', ?, ?, ?)
                """,
                payer.orgId(),
                Ids.next(),
                scope,
                scopeId,
                unit,
                period,
                amount));
  }

  private long price() {
    return database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    insert into prices (provider, model, input, cached_input, cache_write, output, long_from,
                      long_input, long_cached_input, long_cache_write, long_output, source)
                    values ('test', 'test/books', :input, 200000000, 2500000000, :output, 100000,
                      4000000000, 400000000, 5000000000, 16000000000, 'test')
                    returning id
                    """)
                .bind("input", INPUT_PRICE)
                .bind("output", OUTPUT_PRICE)
                .mapTo(Long.class)
                .one());
  }

  HoldRequest place(Payer payer, long priceId) {
    return place(payer, Settlement.Route.chat("test/books", "test/books", "test", priceId, false));
  }

  /// A further attempt of a request.
  private HoldRequest placeAgain(Payer payer, long priceId, UUID requestId) {
    return place(
        payer,
        new Settlement.Route(
            "test/books", "test/books", "test", priceId, false, "chat", false, requestId));
  }

  private HoldRequest place(Payer payer, Settlement.Route route) {
    HoldRange ask =
        new HoldRange(
            Money.ofNanos(PROMPT * 2_500),
            OUTPUT_PRICE,
            PROMPT,
            OUTPUT,
            OUTPUT,
            Money.ofNanos(400 * 2_500),
            400);
    HoldRequest request = new HoldRequest(Ids.next(), payer, 1, ask, route);
    assertThat(holds.place(request)).isInstanceOf(HoldOutcome.Granted.class);
    return request;
  }

  /// @param billed what the provider itself charged; null for the catalogue's price
  UUID settle(
      HoldRequest request,
      Status status,
      long completionTokens,
      String source,
      @Nullable Money billed) {
    long exact = (PROMPT - 101) * 2_000 + 100 * 200 + 2_500 + completionTokens * 8_000;
    holds.settle(
        new Settlement(
            request.id(),
            request.payer(),
            status,
            200,
            null,
            Map.of(),
            request.route(),
            true,
            new Settlement.Answer("stop", "up-1", PROMPT, completionTokens, 100, 1, 0, 0, 0, 0),
            new Settlement.Cost(billed == null ? Money.ofNanos(exact) : billed, source),
            10,
            20));
    return request.id();
  }

  private void sweep(HoldRequest request) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "update holds set expires_at = now() - interval '1 second' where org_id = ? and id = ?",
              request.payer().orgId(),
              request.id());
          handle.execute("select book_expired('test', 100)");
        });
  }

  private void release(HoldRequest request) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "select release_hold('test', ?, ?)", request.payer().orgId(), request.id()));
  }

  private List<UUID> openHolds(Payer payer) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select id from holds where org_id = ?", payer.orgId())
                .mapTo(UUID.class)
                .list());
  }

  private long count(String query, Payer payer) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, payer.orgId()).mapTo(Long.class).one());
  }
}
