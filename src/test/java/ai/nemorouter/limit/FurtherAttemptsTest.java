package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.money.Money;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A request that is tried several times is one request: each attempt is held, charged and on
/// record, and the request's row is their sum.
@QuarkusTest
class FurtherAttemptsTest extends LimitedTeam {

  private static LimitTerms requests(long amount, @Nullable String provider) {
    return new LimitTerms(
        Unit.REQUESTS, Period.DAY, amount, null, provider, LimitTerms.USUAL_ALERTS);
  }

  /// @param requestId null for a first attempt
  private HoldRequest attempt(String provider, @Nullable UUID requestId) {
    HoldRequest asked = request("0.5", "a/m");
    Settlement.Route route =
        new Settlement.Route("a/m", "a/m", provider, null, false, "chat", false, requestId);
    return new HoldRequest(asked.id(), payer, asked.secret(), asked.ask(), route);
  }

  private HoldRequest held(String provider, @Nullable UUID requestId) {
    HoldRequest attempt = attempt(provider, requestId);
    assertThat(holds.place(attempt)).isInstanceOf(HoldOutcome.Granted.class);
    return attempt;
  }

  private void end(HoldRequest attempt, Status status, boolean sent, String cost) {
    holds.settle(
        new Settlement(
            attempt.id(),
            payer,
            status,
            status == Status.OK ? 200 : 502,
            status == Status.OK ? null : "provider_status_503",
            Map.of(),
            attempt.route(),
            sent,
            sent ? new Settlement.Answer(null, null, 10, 5, 0, 0, 0, 0, 0, 0) : null,
            new Settlement.Cost(Money.ofUsd(cost), sent ? "provider" : null),
            5,
            20));
    awaitAttempt(attempt.id(), status.name().toLowerCase(Locale.ROOT));
  }

  private void awaitAttempt(UUID id, String status) {
    await()
        .until(() ->
            rows("select status from every_attempt where id = ?", id).stream()
                .anyMatch(row -> status.equals(row.get("status"))));
  }

  private List<Map<String, Object>> rows(String sql, UUID id) {
    return database.acrossOrganizations().read(handle -> handle.select(sql, id).mapToMap().list());
  }

  private Map<String, Object> recorded(HoldRequest first) {
    List<Map<String, Object>> found =
        rows(
            "select status, sent, cost, held, attempts, provider, prompt_tokens, late, http_status from calls where id = ?",
            first.id());
    assertThat(rows("select id from calls where org_id = ?", globex.orgId())).hasSize(1);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void run(String sql, Object... parameters) {
    database.acrossOrganizations().useTransaction(handle -> handle.execute(sql, parameters));
  }

  private void sweep(HoldRequest attempt) {
    run("update holds set expires_at = now() - interval '1 second' where id = ?", attempt.id());
    run("select book_expired('test', 100)");
  }

  @AfterEach
  void theBooksBalance() {
    await().until(() -> rows("select id from holds where org_id = ?", globex.orgId()).isEmpty());
    // None of these calls has a price version, which is all that is not as it should be.
    assertThat(
            rows(
                "select detail from book_deviations(?) where detail not like '%names no price version%'",
                globex.orgId()))
        .isEmpty();
  }

  @Test
  void aFallbackDoesNotTakeAnotherRequestOfALimit() {
    UUID limit = add(requests(1, null));
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.1");

    HoldRequest second = held("west", first.id());
    end(second, Status.OK, true, "0.2");

    assertThat(used(limit)).isEqualTo(1);
    assertThat(holds.place(attempt("west", null))).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(recorded(first))
        .containsEntry("status", "ok")
        .containsEntry("http_status", 200)
        .containsEntry("provider", "west")
        .containsEntry("attempts", 2)
        .containsEntry("cost", usd("0.3"))
        .containsEntry("held", usd("1"))
        .containsEntry("prompt_tokens", 20L);
    assertThat(rows("select cost from attempts where request_id = ? order by id", first.id()))
        .extracting(row -> row.get("cost"))
        .containsExactly(usd("0.1"), usd("0.2"));
  }

  @Test
  void anAttemptThatNeverLeftCountsNotAndTheNextOneDoes() {
    UUID limit = add(requests(5, null));
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, false, "0");
    assertThat(used(limit)).isZero();

    HoldRequest second = held("west", first.id());
    end(second, Status.FAILED, true, "0");
    HoldRequest third = held("west", first.id());
    end(third, Status.OK, true, "0.2");

    assertThat(used(limit)).isEqualTo(1);
    assertThat(recorded(first)).containsEntry("attempts", 3).containsEntry("cost", usd("0.2"));
  }

  @Test
  void aLimitOfOneProviderCountsTheRequestOnceItIsTriedThere() {
    UUID everywhere = add(requests(5, null));
    UUID west = add(requests(5, "west"));
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0");
    assertThat(used(west)).isZero();

    end(held("west", first.id()), Status.FAILED, true, "0");
    end(held("west", first.id()), Status.OK, true, "0.2");

    assertThat(used(everywhere)).isEqualTo(1);
    assertThat(used(west)).isEqualTo(1);
  }

  @Test
  void eachAttemptIsHeldForInMoneyAndTokens() {
    UUID money = add(usd(Period.DAY, "0.7"));
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.3");

    assertThat(holds.place(attempt("west", first.id())))
        .isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(used(money)).isEqualTo(usd("0.3"));
  }

  @Test
  void aFurtherAttemptThatIsRefusedLeavesTheRequestAsItFailed() {
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.1");
    HoldRequest refused = attempt("west", first.id());

    end(refused, Status.REFUSED, false, "0");

    assertThat(recorded(first)).containsEntry("status", "failed").containsEntry("attempts", 2);
  }

  @Test
  void aFurtherAttemptWhoseNodeIsLostAndThatSettlesLateStaysUnderItsRequest() {
    UUID limit = add(requests(5, null));
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.1");
    HoldRequest second = held("west", first.id());

    sweep(second);
    awaitAttempt(second.id(), "expired");
    assertThat(recorded(first)).containsEntry("status", "expired").containsEntry("attempts", 2);
    end(second, Status.OK, true, "0.2");

    assertThat(recorded(first))
        .containsEntry("status", "ok")
        .containsEntry("late", true)
        .containsEntry("cost", usd("0.3"));
    assertThat(used(limit)).isEqualTo(1);
  }

  @Test
  void anAttemptThatAnOperatorReleasesIsReleasedAlone() {
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.1");
    HoldRequest second = held("west", first.id());

    run("select release_hold('test', ?, ?)", globex.orgId(), second.id());

    assertThat(recorded(first))
        .containsEntry("status", "released")
        .containsEntry("cost", usd("0.1"))
        .containsEntry("attempts", 2);
  }

  @Test
  void aFirstAttemptThatIsBookedAfterTheSecondJoinsItsRequest() {
    HoldRequest first = held("east", null);
    HoldRequest second = held("west", first.id());
    end(second, Status.OK, true, "0.2");
    assertThat(recorded(first)).containsEntry("attempts", 1).containsEntry("cost", usd("0.2"));

    sweep(first);
    awaitAttempt(first.id(), "expired");

    assertThat(recorded(first))
        .containsEntry("status", "ok")
        .containsEntry("attempts", 2)
        .containsEntry("cost", usd("0.2"));
  }

  @Test
  void aSettlementThatComesTwiceCountsOnce() {
    HoldRequest first = held("east", null);
    end(first, Status.FAILED, true, "0.1");
    HoldRequest second = held("west", first.id());

    end(second, Status.OK, true, "0.2");
    end(second, Status.OK, true, "0.2");
    // What comes after is booked after both.
    HoldRequest other = held("west", null);
    end(other, Status.OK, true, "0.1");

    assertThat(rows("select id from attempts where request_id = ?", first.id())).hasSize(2);
    assertThat(rows("select cost from calls where id = ?", first.id()).getFirst())
        .containsEntry("cost", usd("0.3"));
    assertThat(holds.place(second)).isInstanceOf(HoldOutcome.AlreadyFinished.class);
  }
}
