package ai.nemorouter.key.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DailyUseTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);

  @Test
  void theTextSaysWhatTheChartShows() {
    DailyUse use = DailyUse.of(TODAY, "3=1200,13=4");

    assertThat(use.text()).isEqualTo("1,204 requests in 14 days, most on 19 Nov: 1,200; today: 4");
    assertThat(use.bars())
        .containsExactly(new DailyUse.Bar(31, 0, 8, 24), new DailyUse.Bar(131, 22, 8, 2));
  }

  @Test
  void noUseIsNoBar() {
    DailyUse use = DailyUse.of(TODAY, "");

    assertThat(use.text()).isEqualTo("No request in 14 days");
    assertThat(use.bars()).isEmpty();
  }

  @Test
  void aRequestThatIsDatedTomorrowByAnotherClockCountsOnNoDay() {
    assertThat(DailyUse.of(TODAY, "14=5").total()).isZero();
  }
}
