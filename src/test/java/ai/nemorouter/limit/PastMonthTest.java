package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.engine.HoldRequest;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/// The preview of a limit says what it would have met in the last 30 days.
@QuarkusTest
class PastMonthTest extends LimitedTeam {
  @Test
  void thePreviewSaysOnHowManyDaysTheLimitWouldHaveBeenReachedAndWhatCameAfterThat() {
    for (int call = 0; call < 4; call++) {
      spend("3", "a/m", 10);
    }
    spend("1", "a/m", 3);
    spend("9", "a/m", 40);

    assertThat(preview(usd(Period.DAY, "5")))
        .isEqualTo(
            "In the last 30 days it would have been reached on 1 day, and 2 of 5 requests came after"
                + " that: the highest day took $12.00.");
    assertThat(preview(usd(Period.DAY, "12.01")))
        .isEqualTo(
            "In the last 30 days it would not have been reached: the highest day took $12.00.");
    assertThat(preview(usd(Period.TOTAL, "12")))
        .isEqualTo(
            "In the last 30 days it would have been reached, and 1 of 5 requests came after that:"
                + " $13.00 was used.");
  }

  @Test
  void requestsAndTokensAreCountedInTheirOwnUnits() {
    for (int call = 0; call < 3; call++) {
      spend("1", "a/m", 5);
    }

    assertThat(preview(LimitTerms.of(Unit.REQUESTS, Period.HOUR, 2)))
        .contains("reached in 1 hour, and 1 of 3 requests", "the highest hour took 3 requests");
    assertThat(preview(LimitTerms.of(Unit.TOKENS, Period.MINUTE, 46)))
        .contains("would not have been reached", "the highest minute took 45 tokens");
    assertThat(
            effects
                .ofAdding(globex.owner(), team, LimitTerms.of(Unit.IN_FLIGHT, Period.TOTAL, 3))
                .details())
        .noneMatch(detail -> detail.contains("30 days"));
  }

  @Test
  void onlyWhatTheLimitIsAboutCounts() {
    spend("4", "a/m", 2);
    spend("2", "b/m", 2);

    assertThat(preview(usd(Period.DAY, "1").narrowedTo("b/m", null))).contains("took $2.00");
    assertThat(preview(usd(Period.DAY, "1").narrowedTo("b/m", "elsewhere")))
        .isEqualTo("In the last 30 days there was no request that it counts.");
    assertThat(
            effects
                .ofAdding(globex.owner(), Scope.team(otherTeam()), usd(Period.DAY, "1"))
                .details())
        .contains("In the last 30 days there was no request that it counts.");
  }

  @Test
  void aChangeOfTheAmountSaysItToo() {
    spend("4", "a/m", 2);

    assertThat(effect(add(usd(Period.DAY, "10")), Period.DAY, "3").details())
        .contains(
            "In the last 30 days it would have been reached on 1 day, and 0 of 1 request came after"
                + " that: the highest day took $4.00.");
  }

  private void spend(String cost, String model, int daysAgo) {
    HoldRequest request = hold(cost, model);
    settle(request, cost);
    database
        .acrossOrganizations()
        .useTransaction(sql ->
            sql.execute(
                "update calls set started_at = date_trunc('day', started_at) + interval '12 hours' - ? * interval '1 day' where id = ?",
                daysAgo,
                request.id()));
  }

  private String preview(LimitTerms terms) {
    return effects.ofAdding(globex.owner(), team, terms).details().stream()
        .filter(detail -> detail.contains("30 days"))
        .findFirst()
        .orElseThrow();
  }
}
