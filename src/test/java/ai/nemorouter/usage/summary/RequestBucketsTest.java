package ai.nemorouter.usage.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Bars stand for round times, whatever the span.
class RequestBucketsTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final long SEED = 44;

  @Test
  void anHourIsMinutesAWeekIsHoursAndAMonthIsDays() {
    assertThat(of(Duration.ofHours(1), ZoneOffset.UTC).each()).isEqualTo("minute");
    assertThat(of(Duration.ofHours(24), ZoneOffset.UTC).each()).isEqualTo("30 minutes");
    assertThat(of(Duration.ofDays(7), ZoneOffset.UTC).each()).isEqualTo("3 hours");
    assertThat(of(Duration.ofDays(30), ZoneOffset.UTC).each()).isEqualTo("day");
    assertThat(of(Duration.ofDays(400), ZoneOffset.UTC).each()).isEqualTo("7 days");
    assertThat(of(Duration.ofMillis(400), ZoneOffset.UTC).count()).isEqualTo(1);
  }

  @Test
  void daysBeginInTheZoneAndADayOnWhichClocksAreSetBackIsLonger() {
    Instant from = Instant.parse("2026-10-25T12:00:00Z");
    RequestBuckets days = RequestBuckets.of(from, from.plus(Duration.ofDays(30)), NEW_YORK);
    RequestBuckets hours =
        RequestBuckets.of(
            Instant.parse("2026-10-31T04:00:00Z"), Instant.parse("2026-11-07T04:00:00Z"), NEW_YORK);

    assertThat(days.start(0)).isEqualTo(Instant.parse("2026-10-25T04:00:00Z"));
    assertThat(Duration.between(days.start(7), days.end(7))).isEqualTo(Duration.ofHours(25));
    assertThat(days.label(7)).isEqualTo("1 Nov 2026");
    assertThat(hours.starts())
        .as("the day after begins at its own midnight")
        .contains(Instant.parse("2026-11-02T05:00:00Z"));
  }

  @Test
  void anySpanIsCoveredWithoutGapsByAtMostAFewMoreThanSixty() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      Instant from = NOON.minusSeconds(random.nextInt(50_000_000));
      Instant to = from.plusMillis(1 + random.nextLong(36_000_000_000L));
      RequestBuckets buckets = RequestBuckets.of(from, to, NEW_YORK);

      assertThat(buckets.count()).as("%s to %s", from, to).isBetween(1, 63);
      assertThat(buckets.starts()).isSorted().doesNotHaveDuplicates();
      assertThat(buckets.start(0)).isBeforeOrEqualTo(from);
      assertThat(buckets.end(0)).isAfter(from);
      assertThat(buckets.start(buckets.count() - 1)).isBefore(to);
      assertThat(buckets.end(buckets.count() - 1)).isAfterOrEqualTo(to);
    }
  }

  private static RequestBuckets of(Duration length, ZoneId zone) {
    return RequestBuckets.of(NOON.minus(length), NOON, zone);
  }
}
