package ai.nemorouter.credit.fee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Fee, tax and rounding, compared with a calculation of their own over the whole range.
class QuoteTest {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int ROUNDS = 200_000;
  private static final long NANOS_PER_CENT = 10_000_000;
  private static final long CENTS_MAX = 90_000_000;

  @Test
  void thePartsAddUpToTheTotalAndAreRoundedAsStatedWhateverTheAmount() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      long credit = 1 + random.nextLong(random.nextBoolean() ? 5_000 : CENTS_MAX);
      int feeRate = random.nextInt(10_001);
      long minimum = random.nextLong(random.nextBoolean() ? 100 : 100_000);
      int taxRate = random.nextInt(10_001);
      Tax.Base base = random.nextBoolean() ? Tax.Base.FEE : Tax.Base.TOTAL;
      Fee fee =
          new Fee(new Percent(feeRate), cents(minimum), new Tax("VAT", new Percent(taxRate), base));

      Quote quote = fee.quote(cents(credit));

      long expectedFee = Math.max(ceiling(credit, feeRate), minimum);
      long taxed = base == Tax.Base.FEE ? expectedFee : credit + expectedFee;
      long expectedTax = halfUp(taxed, taxRate);
      assertThat(quote)
          .as("seed %d: %d cents, %s", SEED, credit, fee)
          .isEqualTo(
              new Quote(
                  cents(credit),
                  cents(expectedFee),
                  cents(expectedTax),
                  cents(credit + expectedFee + expectedTax)));
    }
  }

  @Test
  void theMinimumCountsUpToTheAmountWhoseShareIsLarger() {
    Fee fee = new Fee(Percent.parse("5.5"), Money.ofUsd("0.80"), Tax.NONE);

    assertThat(fee.quote(Money.ofUsd("14.54")).fee()).isEqualTo(Money.ofUsd("0.80"));
    assertThat(fee.quote(Money.ofUsd("14.55")).fee()).isEqualTo(Money.ofUsd("0.81"));
    assertThat(fee.quote(Money.ofUsd("100")).total()).isEqualTo(Money.ofUsd("105.50"));
  }

  @Test
  void partsThatDoNotAddUpAreNoQuote() {
    assertThatThrownBy(() -> new Quote(cents(100), cents(5), cents(0), cents(104)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Quote(cents(100), cents(-5), cents(0), cents(95)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quote.of(Money.ofNanos(1), Money.ZERO, Money.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRateIsReadToAHundredthOfAPercent() {
    assertThat(Percent.parse("5.25 %")).isEqualTo(new Percent(525));
    assertThat(Percent.parse("100").plain()).isEqualTo("100");
    assertThat(Percent.parse("0.5").display()).isEqualTo("0.5 %");
    for (String wrong : new String[] {"", "-1", "5.255", "1e2", "101", "100.01", "five"}) {
      assertThatThrownBy(() -> Percent.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static long ceiling(long cents, int basisPoints) {
    BigInteger[] exact =
        BigInteger.valueOf(cents)
            .multiply(BigInteger.valueOf(basisPoints))
            .divideAndRemainder(BigInteger.valueOf(10_000));
    return exact[0].longValueExact() + (exact[1].signum() > 0 ? 1 : 0);
  }

  private static long halfUp(long cents, int basisPoints) {
    return BigInteger.valueOf(cents)
        .multiply(BigInteger.valueOf(basisPoints))
        .add(BigInteger.valueOf(5_000))
        .divide(BigInteger.valueOf(10_000))
        .longValueExact();
  }

  private static Money cents(long cents) {
    return Money.ofNanos(cents * NANOS_PER_CENT);
  }
}
