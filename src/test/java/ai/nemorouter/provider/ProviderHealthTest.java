package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.ProviderHealth.Account;
import ai.nemorouter.provider.openai.OpenAi;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ProviderHealthTest {
  private static final String MODEL = "model";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong(1);
  private final ProviderHealth health = new ProviderHealth(now::get);
  private final Provider provider = provider("acme", null);

  @ParameterizedTest
  @EnumSource(
      names = {"RATE_LIMITED", "CALLER", "ABANDONED"},
      mode = Mode.EXCLUDE)
  void whatAProviderFailsAtOpensItsCircuit(ProviderFailure kind) {
    fail(provider, kind, 5);

    assertThat(health.isAvailable(provider)).isFalse();
    assertThat(health.admits(provider)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"RATE_LIMITED", "CALLER", "ABANDONED"})
  void callersMistakesAndRateLimitsDoNot(ProviderFailure kind) {
    fail(provider, kind, 100);

    assertThat(health.admits(provider)).isTrue();
  }

  @Test
  void oneProviderDoesNotSufferForAnotherOfTheSameName() {
    UUID orgId = UUID.randomUUID();
    fail(provider("acme", orgId), ProviderFailure.UNREACHABLE, 5);

    assertThat(health.admits(provider("acme", orgId))).isFalse();
    assertThat(health.admits(provider)).isTrue();
    assertThat(health.admits(provider("acme", UUID.randomUUID()))).isTrue();
  }

  @Test
  void aRateLimitLastsAsLongAsTheProviderSaysButAtMostAMinute() {
    health.limited(provider, Duration.ofHours(1));
    assertThat(health.isLimited(provider)).isTrue();
    assertThat(health.admits(provider)).isTrue();

    now.addAndGet(Duration.ofSeconds(60).toNanos());

    assertThat(health.isLimited(provider)).isFalse();
  }

  @Test
  void speedIsAnAverageInWhichTheNewestCallCountsAFifth() {
    health.succeeded(provider, MODEL, SECOND, 100, Duration.ofSeconds(3));
    health.succeeded(provider, MODEL, SECOND.multipliedBy(2), 100, Duration.ofSeconds(3));

    assertThat(health.latencyMs(provider, MODEL)).hasValue(1_200);
    assertThat(health.throughput(provider, MODEL)).hasValue(60);
    assertThat(health.latencyMs(provider, "other")).isEmpty();
  }

  @Test
  void anAnswerInOnePieceWasWrittenBeforeItsFirstByte() {
    health.succeeded(provider, MODEL, Duration.ofMillis(1_990), 100, SECOND.multipliedBy(2));

    assertThat(health.throughput(provider, MODEL)).hasValue(50);
  }

  @Test
  void speedThatWasMeasuredLongAgoIsForgotten() {
    health.succeeded(provider, MODEL, SECOND.multipliedBy(9), 1, SECOND.multipliedBy(10));
    now.addAndGet(Duration.ofMinutes(16).toNanos());
    assertThat(health.latencyMs(provider, MODEL)).isEmpty();

    health.succeeded(provider, MODEL, SECOND, 0, SECOND);

    assertThat(health.latencyMs(provider, MODEL)).hasValue(1_000);
    assertThat(health.throughput(provider, MODEL)).isEmpty();
  }

  @Test
  void aReportTellsOfTheLastFiveMinutesAndTheLastTrouble() {
    for (int call = 1; call <= 100; call++) {
      health.succeeded(provider, MODEL, Duration.ofMillis(call), 0, SECOND);
    }
    health.failed(provider, MODEL, ProviderFailure.SERVER_ERROR, "status 503");

    ProviderHealth.Report report = health.reports().getFirst();

    assertThat(report.account()).isEqualTo(new Account(null, "acme"));
    assertThat(report.calls()).isEqualTo(101);
    assertThat(report.failures()).isEqualTo(1);
    assertThat(report.medianMs()).isEqualTo(50);
    assertThat(report.slowMs()).isEqualTo(95);
    assertThat(report.trouble())
        .isNotNull()
        .extracting(ProviderHealth.Trouble::detail)
        .isEqualTo("status 503");
  }

  @Test
  void aCircuitClosesWhenAPersonSaysSo() {
    fail(provider, ProviderFailure.TIMEOUT, 5);
    health.close(Account.of(provider));

    assertThat(health.admits(provider)).isTrue();
  }

  private void fail(Provider failing, ProviderFailure kind, int times) {
    for (int time = 0; time < times; time++) {
      health.failed(failing, MODEL, kind);
    }
  }

  private static Provider provider(String name, @Nullable UUID orgId) {
    return new Provider(
        name, new OpenAi(), URI.create("https://example.com/v1"), null, "x", false, orgId);
  }
}
