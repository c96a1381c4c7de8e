package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.organization.OrganizationSettings;
import ai.nemorouter.organization.SettingsForm;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a changed time zone does to limits, on real PostgreSQL together with the hold engine.
@QuarkusTest
class WindowMovesTest extends LimitedTeam {
  @Inject OrganizationSettings settings;

  @Test
  void aChangedTimeZoneKeepsWhatIsUsedAndEndsTheWindowWhenTheDayEndsThere() {
    for (Period period : List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH)) {
      add(usd(period, "1"));
    }
    settle(hold("0.6"), "0.6");
    for (String zone : List.of("Pacific/Kiritimati", "Asia/Kathmandu", "America/Los_Angeles")) {
      settings.change(globex.owner(), new SettingsForm("Globex", zone, ""));

      assertThat(limits.list(globex.owner(), team))
          .as(zone)
          .hasSize(4)
          .allSatisfy(status -> assertThat(status.used()).isEqualTo(usd("0.6")));
      assertThat(place("0.5")).as(zone).isInstanceOf(HoldOutcome.LimitReached.class);
      Instant midnight =
          Instant.now()
              .atZone(ZoneId.of(zone))
              .truncatedTo(ChronoUnit.DAYS)
              .plusDays(1)
              .toInstant();
      assertThat(limits.list(globex.owner(), team))
          .as(zone)
          .filteredOn(status -> status.limit().period() == Period.DAY)
          .allSatisfy(status -> assertThat(status.resetsAt()).isEqualTo(midnight));
    }
  }
}
