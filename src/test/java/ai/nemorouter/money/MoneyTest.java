package ai.nemorouter.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {
  @Test
  void smallAmountsAreWrittenWithoutExponentAndWithoutTrailingZeros() {
    assertThat(Money.ofNanos(450).plain()).isEqualTo("0.00000045");
    assertThat(Money.ofNanos(450).display()).isEqualTo("$0.00000045");
    assertThat(Money.ofUsd("100").plain()).isEqualTo("100");
    assertThat(Money.ofUsd("12.5").display()).isEqualTo("$12.50");
    assertThat(Money.ofUsd("-3").display()).isEqualTo("−$3.00");
  }

  @Test
  void centsAreRoundedHalfUpAndNeverHideThatSomethingWasSpent() {
    assertThat(Money.ofUsd("0.005").displayCents()).isEqualTo("$0.01");
    assertThat(Money.ofNanos(1).displayCents()).isEqualTo("<$0.01");
    assertThat(Money.ZERO.displayCents()).isEqualTo("$0.00");
  }

  @Test
  void aProvidersFigureFinerThanANanoDollarIsRoundedUp() {
    assertThat(Money.ofUsdRoundedUp(new BigDecimal("4.5e-10"))).isEqualTo(Money.ofNanos(1));
    assertThat(Money.ofUsdRoundedUp(new BigDecimal("4.5e-07"))).isEqualTo(Money.ofNanos(450));
    assertThatThrownBy(() -> Money.ofUsdRoundedUp(new BigDecimal("-1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void amountsThatDoNotFitAreRefusedInsteadOfWrapped() {
    assertThatThrownBy(() -> Money.ofUsd("9300000000"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Money.ofUsd("0.0000000001"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Money.ofNanos(Long.MAX_VALUE).plus(Money.ofNanos(1)))
        .isInstanceOf(ArithmeticException.class);
  }
}
