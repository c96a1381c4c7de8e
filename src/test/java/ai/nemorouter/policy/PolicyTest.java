package ai.nemorouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.policy.PolicyLine.Kind;
import ai.nemorouter.policy.PolicyLine.Mark;
import ai.nemorouter.policy.PolicyLine.Standing;
import ai.nemorouter.policy.PolicyLine.Words;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which of several limits is reached first, and how much of it each viewer is told.
class PolicyTest {
  private static final UUID ORGANIZATION = new UUID(1, 1);
  private static final long HUGE = 999_999_999_999_999_999L;

  @Test
  void theLimitThatLeavesTheLeastOfItsCapIsReachedFirst() {
    assertThat(first(tokens(1_000, 500, 0), tokens(10, 7, 0), tokens(1_000_000, 1, 0)))
        .isEqualTo(10);
  }

  @Test
  void aSmallRestOfASmallCapIsFartherThanALargeRestOfAHugeOne() {
    assertThat(first(tokens(10, 5, 0), tokens(1_000_000, 600_000, 0))).isEqualTo(1_000_000);
  }

  @Test
  void whatRequestsUnderWayHoldCountsAsGone() {
    assertThat(first(tokens(100, 50, 0), tokens(200, 20, 100))).isEqualTo(200);
  }

  @Test
  void hugeLimitsAreComparedWithoutOverflow() {
    assertThat(first(tokens(HUGE, HUGE / 2, 0), tokens(HUGE - 1, HUGE - 2, 0))).isEqualTo(HUGE - 1);
  }

  @Test
  void whereNothingIsUsedNoLimitIsCalledTheFirst() {
    assertThat(new Policy(List.of(tokens(100, 0, 0), tokens(5, 0, 0)), 0).nearest()).isNull();
  }

  @Test
  void whatIsUsedUpGoesBeforeAllAndNothingElseIsMarked() {
    Policy policy = new Policy(List.of(tokens(100, 99, 0), tokens(5, 5, 0), tokens(7, 4, 3)), 0);

    assertThat(policy.isUsedUp()).isTrue();
    assertThat(policy.lines())
        .extracting(line -> line.standing().mark())
        .containsExactly(Mark.NONE, Mark.USED_UP, Mark.USED_UP);
    assertThat(allowed(policy)).isEqualTo(5);
  }

  @Test
  void aLimitOfNothingIsUsedUp() {
    assertThat(new Policy(List.of(tokens(0, 0, 0)), 0).isUsedUp()).isTrue();
  }

  @Test
  void creditIsMarkedOnlyWhereNoneIsLeft() {
    PolicyLine limit = tokens(100, 99, 0);

    assertThat(allowed(new Policy(List.of(credit(Mark.NONE), limit), 0))).isEqualTo(100);
    PolicyLine nearest = new Policy(List.of(credit(Mark.USED_UP), limit), 0).nearest();
    assertThat(Objects.requireNonNull(nearest).isCredit()).isTrue();
  }

  @Test
  void theLimitThatRefusedIsMarkedBesideTheOneThatIsNearest() {
    Policy policy =
        new Policy(List.of(tokens(100, 50, 0), tokens(7, 1, 0)), 0)
            .refusedBy(status -> status.allowed() == 7);

    assertThat(policy.lines()).extracting(PolicyLine::refused).containsExactly(false, true);
    assertThat(policy.lines()).extracting(PolicyLine::isFirst).containsExactly(true, false);
  }

  @Test
  void ofASharedLimitNeitherAmountNorUseIsSaid() {
    PolicyLine line =
        PolicyLine.limit(
            Source.organization(null),
            Objects.requireNonNull(tokens(1_234, 300, 0).status()),
            Sight.REST);

    assertThat(line.words().title()).isEqualTo("Tokens per month");
    assertThat(line.left()).isEqualTo("934 tokens left");
    assertThat(line.isWhole()).isFalse();
  }

  @Test
  void whatIsNotRestrictedIsSaid() {
    PolicyLine models =
        PolicyLine.of(Kind.MODELS, Source.organization(null), Words.of("Only these models", ""));

    assertThat(new Policy(List.of(), 0).unrestricted())
        .isEqualTo("models, endpoints and addresses");
    assertThat(new Policy(List.of(models), 0).unrestricted()).isEqualTo("endpoints and addresses");
  }

  private static long first(PolicyLine... lines) {
    Policy policy = new Policy(List.of(lines), 0);
    assertThat(policy.isUsedUp()).isFalse();
    assertThat(policy.lines()).filteredOn(PolicyLine::isFirst).hasSize(1);
    return allowed(policy);
  }

  private static long allowed(Policy policy) {
    PolicyLine nearest = Objects.requireNonNull(policy.nearest());
    return Objects.requireNonNull(nearest.status()).allowed();
  }

  private static PolicyLine credit(Mark mark) {
    return new PolicyLine(
        Kind.CREDIT,
        Source.organization(null),
        Words.of("Prepaid credit", ""),
        new Standing(null, Sight.REST, mark),
        false);
  }

  private static PolicyLine tokens(long allowed, long used, long held) {
    Limit limit =
        new Limit(
            ORGANIZATION,
            new UUID(2, allowed),
            Scope.organization(ORGANIZATION),
            LimitTerms.of(Unit.TOKENS, Period.MONTH, allowed),
            null,
            null);
    LimitStatus status = new LimitStatus(limit, allowed, used, held, null, null);
    return PolicyLine.limit(Source.organization(null), status, Sight.WHOLE);
  }
}
