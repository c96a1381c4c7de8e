package ai.nemorouter.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.health.ProviderHealth.Account;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import ai.nemorouter.provider.openai.OpenAi;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderHealthTest {
  private static final String MODEL = "model";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong(1);
  private final ProviderHealth health = new ProviderHealth(now::get);
  private final Provider provider = provider("acme", null);

  private final Caller caller = caller();

  @Test
  void aProviderThatCannotBeReachedIsSparedByAllCallersAndModels() {
    fail(provider, caller, ProviderFailure.UNREACHABLE, 5);

    assertThat(isCalled(provider, MODEL, caller)).isFalse();
    assertThat(isCalled(provider, "other", caller())).isFalse();
    assertThat(health.isAvailable(provider, "other", caller())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "SERVER_ERROR", "BROKEN", "ACCOUNT"})
  void aModelThatFailsOneKeyIsPausedForThatKeyAlone(ProviderFailure kind) {
    fail(provider, caller, kind, 100);

    assertThat(isCalled(provider, MODEL, caller)).isFalse();
    assertThat(isCalled(provider, MODEL, caller())).isTrue();
    assertThat(isCalled(provider, MODEL, new Caller(caller.orgId(), UUID.randomUUID()))).isTrue();
    assertThat(isCalled(provider, "other", caller)).isTrue();
    assertThat(health.isStruggling(provider, MODEL)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"RATE_LIMITED", "CALLER", "ABANDONED", "UNUSABLE"})
  void whatARequestProvokesPausesNothing(ProviderFailure kind) {
    fail(provider, caller, kind, 100);

    assertThat(isCalled(provider, MODEL, caller)).isTrue();
    assertThat(health.isAvailable(provider, MODEL, caller)).isTrue();
  }

  @Test
  void anAccountThatTwoOrganizationsFindTurnedDownIsTheProvidersOwnFault() {
    fail(provider, caller, ProviderFailure.ACCOUNT, 100);
    fail(provider, new Caller(caller.orgId(), UUID.randomUUID()), ProviderFailure.ACCOUNT, 100);
    assertThat(isCalled(provider, MODEL, caller())).isTrue();

    for (int other = 0; other < 5; other++) {
      fail(provider, caller(), ProviderFailure.ACCOUNT, 1);
    }

    assertThat(isCalled(provider, "other", caller())).isFalse();
  }

  @Test
  void aModelThatFailsSeveralOrganizationsIsAskedLastAndStillAsked() {
    fail(provider, caller, ProviderFailure.SERVER_ERROR, 5);
    fail(provider, new Caller(caller.orgId(), UUID.randomUUID()), ProviderFailure.SERVER_ERROR, 5);
    assertThat(health.isStruggling(provider, MODEL)).isFalse();

    fail(provider, caller(), ProviderFailure.TIMEOUT, 5);

    assertThat(health.isStruggling(provider, MODEL)).isTrue();
    assertThat(health.isStruggling(provider, "other")).isFalse();
    assertThat(isCalled(provider, MODEL, caller())).isTrue();
    now.addAndGet(Circuit.FORGOTTEN.toNanos());
    assertThat(health.isStruggling(provider, MODEL)).isFalse();
  }

  @Test
  void ofAnOrganizationsOwnProviderTwoKeysAreEnough() {
    UUID orgId = UUID.randomUUID();
    Provider own = provider("acme", orgId);
    fail(own, new Caller(orgId, UUID.randomUUID()), ProviderFailure.SERVER_ERROR, 5);
    fail(own, new Caller(orgId, UUID.randomUUID()), ProviderFailure.SERVER_ERROR, 5);

    assertThat(health.isStruggling(own, MODEL)).isTrue();
  }

  @Test
  void oneProviderDoesNotSufferForAnotherOfTheSameName() {
    UUID orgId = UUID.randomUUID();
    fail(provider("acme", orgId), caller, ProviderFailure.UNREACHABLE, 5);

    assertThat(isCalled(provider("acme", orgId), MODEL, caller)).isFalse();
    assertThat(isCalled(provider, MODEL, caller)).isTrue();
    assertThat(isCalled(provider("acme", UUID.randomUUID()), MODEL, caller)).isTrue();
  }

  @Test
  void whatCannotBeReachedIsTriedOnceASecondByCallsWithNowhereElseToGo() {
    fail(provider, caller, ProviderFailure.UNREACHABLE, 5);
    now.addAndGet(Circuit.LAST_RESORT_EVERY.toNanos());

    Passage tried = Objects.requireNonNull(health.admit(provider, "other", caller(), true));

    assertThat(health.admit(provider, "other", caller(), true)).isNull();
    tried.succeeded(SECOND, 1, SECOND);
    assertThat(isCalled(provider, MODEL, caller)).isTrue();
  }

  @Test
  void whatBecameOfACallCountsOnce() {
    Passage passage = pass(provider, caller);
    passage.succeeded(SECOND, 1, SECOND);
    passage.failed(ProviderFailure.UNREACHABLE);
    passage.close();

    assertThat(health.reports().getFirst().calls()).isEqualTo(1);
    assertThat(health.reports().getFirst().failures()).isZero();
  }

  @Test
  void ofManyThreadsThatCouldGoElsewhereExactlyOneTriesAProviderThatWasAway() throws Exception {
    int threads = 32;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < 50; round++) {
        fail(provider, caller, ProviderFailure.UNREACHABLE, 5);
        now.addAndGet(Circuit.OPEN_LONGEST.toNanos());
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          all.add(() -> {
            start.await();
            return isCalled(provider, MODEL, caller);
          });
        }

        int admitted = 0;
        for (Future<Boolean> called : executor.invokeAll(all)) {
          admitted += called.get() ? 1 : 0;
        }

        assertThat(admitted).as("round %d", round).isEqualTo(1);
        health.close(Account.of(provider));
      }
    }
  }

  @Test
  void aRateLimitOfAModelLastsAsLongAsTheProviderSaysButAtMostAMinute() {
    pass(provider, caller).limited(Duration.ofHours(1));
    assertThat(health.isStruggling(provider, MODEL)).isTrue();
    assertThat(health.isStruggling(provider, "other")).isFalse();
    assertThat(isCalled(provider, MODEL, caller)).isTrue();

    now.addAndGet(Duration.ofSeconds(60).toNanos());

    assertThat(health.isStruggling(provider, MODEL)).isFalse();
  }

  @Test
  void speedIsAnAverageInWhichTheNewestCallCountsAFifth() {
    pass(provider, caller).succeeded(SECOND, 100, Duration.ofSeconds(3));
    pass(provider, caller).succeeded(SECOND.multipliedBy(2), 100, Duration.ofSeconds(3));

    assertThat(health.latencyMs(provider, MODEL)).hasValue(1_200);
    assertThat(health.throughput(provider, MODEL)).hasValue(60);
    assertThat(health.latencyMs(provider, "other")).isEmpty();
  }

  @Test
  void anAnswerInOnePieceWasWrittenBeforeItsFirstByte() {
    pass(provider, caller).succeeded(Duration.ofMillis(1_990), 100, SECOND.multipliedBy(2));

    assertThat(health.throughput(provider, MODEL)).hasValue(50);
  }

  @Test
  void speedThatWasMeasuredLongAgoIsForgotten() {
    pass(provider, caller).succeeded(SECOND.multipliedBy(9), 1, SECOND.multipliedBy(10));
    now.addAndGet(Duration.ofMinutes(16).toNanos());
    assertThat(health.latencyMs(provider, MODEL)).isEmpty();

    pass(provider, caller).succeeded(SECOND, 0, SECOND);

    assertThat(health.latencyMs(provider, MODEL)).hasValue(1_000);
    assertThat(health.throughput(provider, MODEL)).isEmpty();
  }

  @Test
  void aReportTellsOfTheLastFiveMinutesAndTheLastTrouble() {
    for (int call = 1; call <= 100; call++) {
      pass(provider, caller).succeeded(Duration.ofMillis(call), 0, SECOND);
    }
    pass(provider, caller).failed(ProviderFailure.SERVER_ERROR, "status 503");

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
  void aReportTellsOfModelsThatFail() {
    fail(provider, caller, ProviderFailure.TIMEOUT, 6);
    fail(provider, caller(), ProviderFailure.TIMEOUT, 4);
    Objects.requireNonNull(health.admit(provider, "well", caller, false))
        .succeeded(SECOND, 1, SECOND);

    ProviderHealth.Report report = health.reports().getFirst();

    assertThat(report.state()).isEqualTo(Circuit.State.CLOSED);
    assertThat(report.pausedKeys()).isEqualTo(1);
    assertThat(report.models())
        .singleElement()
        .satisfies(model -> {
          assertThat(model.model()).isEqualTo(MODEL);
          assertThat(model.failures()).isEqualTo(9);
          assertThat(model.lastError()).isEqualTo("It took too long to answer, asked for model.");
          assertThat(ModelHealth.read(Json.write(ModelHealth.write(report.models()))))
              .isEqualTo(report.models());
        });
  }

  @Test
  void namesThatCallersMadeUpAreKeptInAFormThatEveryDatabaseTakes() {
    String strange = "a\u0000\uD800" + "x".repeat(1_000_000);
    for (int time = 0; time < 5; time++) {
      Objects.requireNonNull(health.admit(provider, strange, caller, false))
          .failed(ProviderFailure.SERVER_ERROR);
    }

    assertThat(isCalled(provider, strange, caller)).isFalse();
    assertThat(health.reports().getFirst().models())
        .singleElement()
        .satisfies(model -> {
          assertThat(model.model()).startsWith("a\uFFFD\uFFFDx").hasSize(200);
          assertThat(model.lastError()).doesNotContain("\u0000").hasSizeLessThan(300);
        });
  }

  @Test
  void allCircuitsOfAProviderCloseWhenAPersonSaysSo() {
    fail(provider, caller, ProviderFailure.UNREACHABLE, 5);
    fail(provider("other", null), caller, ProviderFailure.TIMEOUT, 5);

    health.close(Account.of(provider));
    health.close(Account.of(provider("other", null)));

    assertThat(isCalled(provider, MODEL, caller)).isTrue();
    assertThat(isCalled(provider("other", null), MODEL, caller)).isTrue();
  }

  private boolean isCalled(Provider asked, String model, Caller by) {
    return health.admit(asked, model, by, false) != null;
  }

  private Passage pass(Provider asked, Caller by) {
    return Objects.requireNonNull(health.admit(asked, MODEL, by, false));
  }

  /// So many calls that were under way at the same time, as far as they are let through.
  private void fail(Provider failing, Caller by, ProviderFailure kind, int times) {
    for (int time = 0; time < times; time++) {
      try (Passage passage = health.admit(failing, MODEL, by, false)) {
        if (passage != null) {
          passage.failed(kind);
        }
      }
    }
  }

  private static Caller caller() {
    return new Caller(UUID.randomUUID(), UUID.randomUUID());
  }

  private static Provider provider(String name, @Nullable UUID orgId) {
    return new Provider(
        name, new OpenAi(), URI.create("https://example.com/v1"), null, "x", false, orgId);
  }
}
