package ai.nemorouter.credit.refund;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.fee.Tax;
import ai.nemorouter.credit.payment.PaymentPolicy;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.money.Money;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is paid back in any number of steps adds up to the price, to the cent.
class RefundTermsTest {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int PRICES = 2_000;

  @Test
  void refundsInStepsNeverExceedAnyPartAndTheLastOneTakesTheRest() {
    Random random = new Random(SEED);
    for (int i = 0; i < PRICES; i++) {
      for (PaymentPolicy.RefundFee fee : PaymentPolicy.RefundFee.values()) {
        Quote quote = quote(random);
        Tax.Base base = random.nextBoolean() ? Tax.Base.FEE : Tax.Base.TOTAL;
        PriceParts left = PriceParts.of(quote);
        while (!left.total().isZero()) {
          Money paid = cents(1 + random.nextLong(Quote.cents(left.total())));
          PriceParts parts = new RefundTerms(left, base, fee).ofPayment(paid);

          assertThat(parts.total()).as("seed %d: %s", SEED, quote).isEqualTo(paid);
          left = left.minus(parts);
          expectNotNegative(left, quote);
        }
      }
    }
  }

  @Test
  void creditRefundedInStepsReturnsAllOfTheFeeOrNone() {
    Random random = new Random(SEED);
    for (int i = 0; i < PRICES; i++) {
      for (PaymentPolicy.RefundFee fee : PaymentPolicy.RefundFee.values()) {
        Quote quote = quote(random);
        PriceParts left = PriceParts.of(quote);
        while (!left.credit().isZero()) {
          Money credit = cents(1 + random.nextLong(Quote.cents(left.credit())));
          PriceParts parts = new RefundTerms(left, Tax.Base.TOTAL, fee).ofCredit(credit);

          assertThat(parts.credit()).isEqualTo(credit);
          left = left.minus(parts);
          expectNotNegative(left, quote);
        }
        assertThat(left.fee())
            .as("seed %d: %s", SEED, quote)
            .isEqualTo(fee == PaymentPolicy.RefundFee.KEPT ? quote.fee() : Money.ZERO);
      }
    }
  }

  @Test
  void whereTheFeeIsKeptAPaymentBackIsCreditFirst() {
    PriceParts left = new PriceParts(cents(10_000), cents(500), Money.ZERO);
    RefundTerms terms = new RefundTerms(left, Tax.Base.FEE, PaymentPolicy.RefundFee.KEPT);

    assertThat(terms.ofPayment(cents(5_000)))
        .isEqualTo(new PriceParts(cents(5_000), Money.ZERO, Money.ZERO));
    assertThat(terms.ofPayment(cents(10_400)))
        .isEqualTo(new PriceParts(cents(10_000), cents(400), Money.ZERO));
  }

  private static void expectNotNegative(PriceParts left, Quote quote) {
    assertThat(left.credit().isNegative() || left.fee().isNegative() || left.tax().isNegative())
        .as("seed %d: %s leaves %s", SEED, quote, left)
        .isFalse();
  }

  private static Quote quote(Random random) {
    return Quote.of(
        cents(1 + random.nextLong(1_000_000)),
        cents(random.nextLong(60_000)),
        cents(random.nextLong(200_000)));
  }

  private static Money cents(long cents) {
    return Quote.ofCents(cents);
  }
}
