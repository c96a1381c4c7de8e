package ai.nemorouter.limit;

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
import ai.nemorouter.limit.preview.LimitEffect;
import ai.nemorouter.limit.preview.LimitEffects;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/// An organization whose one key makes calls against the limits of its team, through the hold
/// engine.
public abstract class LimitedTeam {
  static final long PROMPT_TOKENS = 10;
  static final long OUTPUT_TOKENS = 5;

  @Inject Limits limits;
  @Inject LimitEffects effects;
  @Inject Holds holds;
  @Inject Keys keys;
  @Inject Credits credits;
  @Inject TestDatabase database;
  @Inject World world;

  public World.Place globex;
  public Scope team;
  Payer payer;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    team = Scope.team(globex.teamId());
    credits.grant(new Actor.Setup(globex.orgId()), Money.ofUsd("1000"), "for the test");
    UUID key = keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null)).key().id();
    payer = new Payer(globex.orgId(), globex.teamId(), key, null);
  }

  static LimitTerms usd(Period period, String amount) {
    return LimitTerms.of(budget(period, amount));
  }

  static Budget budget(Period period, String usd) {
    return new Budget(period, Money.ofUsd(usd));
  }

  static long usd(String amount) {
    return Money.ofUsd(amount).nanos();
  }

  static Instant inAnHour() {
    return Instant.now().plusSeconds(3_600);
  }

  final UUID add(LimitTerms terms) {
    return limits.add(globex.owner(), team, terms, CountFrom.PERIOD);
  }

  final UUID change(UUID id, Period period, String amount) {
    return limits.change(
        globex.owner(), id, period, usd(amount), LimitTerms.USUAL_ALERTS, CountFrom.PERIOD);
  }

  final LimitEffect effect(UUID id, Period period, String amount) {
    return effects.ofChange(globex.owner(), id, period, usd(amount), LimitTerms.USUAL_ALERTS);
  }

  final LimitStatus only() {
    return limits.list(globex.owner(), team).getFirst();
  }

  final long used(UUID id) {
    return limits.find(globex.owner(), id).status().used();
  }

  final UUID otherTeam() {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into teams (org_id, id, name) values (?, ?, 'Sales')", globex.orgId(), id));
    return id;
  }

  /// Empty where it never was.
  final String loweredAt(UUID id) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select coalesce(lowered_at::text, '') from limits where id = ?", id)
                .mapTo(String.class)
                .one());
  }

  final Map<String, Object> windowOf(UUID id) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select used, held, carried from windows where limit_id = ?", id)
                .mapToMap()
                .one());
  }

  final String auditOf(UUID id, String action) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select details::text from audit_entries where org_id = ? and target = ? and action = ?",
                    globex.orgId(),
                    "limit " + id,
                    action)
                .mapTo(String.class)
                .one());
  }

  final HoldRequest hold(String usd) {
    return hold(usd, "a/m");
  }

  final HoldRequest hold(String usd, String model) {
    HoldRequest request = request(usd, model);
    assertThat(holds.place(request)).isInstanceOf(HoldOutcome.Granted.class);
    return request;
  }

  final HoldOutcome place(String usd) {
    return holds.place(request(usd, "a/m"));
  }

  final HoldRequest request(String usd, String model) {
    HoldRange ask =
        new HoldRange(
            Money.ofUsd(usd),
            Money.ZERO,
            PROMPT_TOKENS,
            OUTPUT_TOKENS,
            OUTPUT_TOKENS,
            Money.ZERO,
            0);
    return new HoldRequest(
        Ids.next(), payer, 1, ask, Settlement.Route.chat(model, model, "test", null, false));
  }

  final void settle(HoldRequest request, String cost) {
    holds.settle(
        new Settlement(
            request.id(),
            payer,
            Status.OK,
            200,
            null,
            Map.of(),
            request.route(),
            true,
            new Settlement.Answer("stop", "up-1", PROMPT_TOKENS, OUTPUT_TOKENS, 0, 0, 0, 0, 0, 0),
            new Settlement.Cost(Money.ofUsd(cost), "provider"),
            null,
            12));
    awaitCall(request);
  }

  final void settleUnsent(HoldRequest request) {
    holds.settle(Settlement.unsent(request));
    awaitCall(request);
  }

  final void awaitCall(HoldRequest request) {
    await()
        .until(() ->
            database
                .acrossOrganizations()
                .read(handle ->
                    handle
                        .select("select count(*) > 0 from calls where id = ?", request.id())
                        .mapTo(Boolean.class)
                        .one()));
  }
}
