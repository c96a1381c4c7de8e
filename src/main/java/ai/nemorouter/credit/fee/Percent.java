package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// A rate from 0 to 100 %, to a hundredth of a percent.
///
/// @param basisPoints hundredths of a percent
public record Percent(int basisPoints) {
  public static final Percent ZERO = new Percent(0);
  private static final int WHOLE = 10_000;
  private static final long NANOS_PER_CENT = 10_000_000;
  private static final Pattern TYPED = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?");

  public Percent {
    if (basisPoints < 0 || basisPoints > WHOLE) {
      throw new IllegalArgumentException("is not from 0 to 100");
    }
  }

  /// @param typed as in `5`, `5.5` or `5.25 %`
  /// @throws IllegalArgumentException if it is no such rate; the message goes on after its name
  public static Percent parse(String typed) {
    String text = typed.replace("%", "").strip();
    if (!TYPED.matcher(text).matches()) {
      throw new IllegalArgumentException("must be a percentage such as 5 or 5.25");
    }
    int basisPoints = new BigDecimal(text).movePointRight(2).intValueExact();
    if (basisPoints > WHOLE) {
      throw new IllegalArgumentException("must be from 0 to 100");
    }
    return new Percent(basisPoints);
  }

  /// That part of the amount in whole cents, rounded up.
  Money ofRoundedUp(Money amount) {
    return of(amount, RoundingMode.CEILING);
  }

  /// That part of the amount in whole cents, rounded half up.
  Money ofHalfUp(Money amount) {
    return of(amount, RoundingMode.HALF_UP);
  }

  private Money of(Money amount, RoundingMode rounding) {
    BigInteger exact = BigInteger.valueOf(amount.nanos()).multiply(BigInteger.valueOf(basisPoints));
    BigInteger perCent = BigInteger.valueOf(WHOLE * NANOS_PER_CENT);
    long cents =
        new BigDecimal(exact).divide(new BigDecimal(perCent), 0, rounding).longValueExact();
    return Money.ofNanos(Math.multiplyExact(cents, NANOS_PER_CENT));
  }

  public boolean isZero() {
    return basisPoints == 0;
  }

  /// As in `5` or `5.25`.
  public String plain() {
    BigDecimal percent = BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros();
    return (percent.scale() < 0 ? percent.setScale(0) : percent).toPlainString();
  }

  /// As in `5 %`.
  public String display() {
    return plain() + " %";
  }

  @Override
  public String toString() {
    return display();
  }
}
