package ai.nemorouter.credit.payment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaymentSessionTest {
  @Test
  void anAmountIsShownWithTheDecimalsOfItsCurrency() {
    assertThat(PaymentSession.shown(10_500, "usd")).isEqualTo("105.00 USD");
    assertThat(PaymentSession.shown(10_500, "jpy")).isEqualTo("10500 JPY");
    assertThat(PaymentSession.shown(10_500, "kwd")).isEqualTo("10.500 KWD");
    assertThat(PaymentSession.shown(10_500, "isk")).isEqualTo("105.00 ISK");
    assertThat(PaymentSession.shown(10_500, "none")).isEqualTo("105.00 NONE");
  }
}
