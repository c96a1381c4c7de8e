package ai.nemorouter.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnpaidWorkTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final UnpaidWork work = new UnpaidWork(6_000_000, nanos::get);
  private final UUID key = UUID.randomUUID();

  @Test
  void aKeyMayHaveAMinutesWorthParsedAtOnceAndThenWaitsForWhatIsBeyond() {
    work.add(key, 6_000_000);
    assertThat(work.refusal(key)).isNull();

    work.add(key, 1_000_000);

    assertThat(work.refusal(key))
        .satisfies(refusal -> {
          assertThat(refusal.status()).isEqualTo(429);
          assertThat(refusal.headers()).containsEntry("retry-after", "11");
        });
    assertThat(work.refusal(UUID.randomUUID())).isNull();

    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(work.refusal(key)).isNull();
  }

  @Test
  void timeThatPassesUnusedIsNotSavedUp() {
    work.add(key, 100);
    nanos.addAndGet(Duration.ofHours(5).toNanos());
    work.add(key, 12_000_000);

    assertThat(work.refusal(key)).isNotNull();
  }
}
