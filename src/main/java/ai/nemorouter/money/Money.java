package ai.nemorouter.money;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/// An amount in nano-US-dollars (10⁻⁹ USD): exact integer arithmetic, overflow throws
/// `ArithmeticException`.
///
/// @param nanos the amount; negative only for differences and for journal postings
public record Money(long nanos) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);
  private static final int SCALE = 9;
  private static final int PERMILLE = 1000;
  private static final int TYPED_LENGTH_MAX = 24;
  private static final Pattern TYPED = Pattern.compile("\\d+(\\.\\d*)?|\\.\\d+");
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE, SCALE);

  public static Money ofNanos(long nanos) {
    return nanos == 0 ? ZERO : new Money(nanos);
  }

  /// @throws IllegalArgumentException if the amount is finer than a nano-dollar or does not fit
  public static Money ofUsd(BigDecimal usd) {
    if (usd.abs().compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("is larger than $9.2 billion");
    }
    if (usd.stripTrailingZeros().scale() > SCALE) {
      throw new IllegalArgumentException("has more than nine decimal places of a US dollar");
    }
    return new Money(
        usd.setScale(SCALE, RoundingMode.UNNECESSARY).unscaledValue().longValueExact());
  }

  /// A provider's figure, which may be finer than a nano-dollar: rounded up, so that it is never
  /// undercharged.
  ///
  /// @throws IllegalArgumentException if the amount is negative or does not fit
  public static Money ofUsdRoundedUp(BigDecimal usd) {
    if (usd.signum() < 0 || usd.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("not a cost: " + usd);
    }
    return new Money(usd.setScale(SCALE, RoundingMode.CEILING).unscaledValue().longValueExact());
  }

  /// An amount that a person typed, as in `25`, `12.50` or `$1,000`.
  ///
  /// @throws IllegalArgumentException if it is not an amount of zero or more; the message goes on
  ///   after "This amount"
  public static Money parseTypedUsd(String typed) {
    String text = typed.strip().replace("$", "").replace(",", "").strip();
    if (text.length() > TYPED_LENGTH_MAX || !TYPED.matcher(text).matches()) {
      throw new IllegalArgumentException("is not in US dollars, as in 25 or 12.50");
    }
    return ofUsd(new BigDecimal(text));
  }

  public static Money ofUsd(String usd) {
    return ofUsd(new BigDecimal(usd));
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(nanos, other.nanos));
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(nanos, other.nanos));
  }

  public Money negated() {
    return new Money(Math.negateExact(nanos));
  }

  public Money min(Money other) {
    return nanos <= other.nanos ? this : other;
  }

  public Money max(Money other) {
    return nanos >= other.nanos ? this : other;
  }

  public boolean isZero() {
    return nanos == 0;
  }

  public boolean isNegative() {
    return nanos < 0;
  }

  /// How much of `whole` this is, in thousandths from 0 to 1000, for a bar on a page. All of it
  /// where there is no whole.
  public int permilleOf(Money whole) {
    if (nanos >= whole.nanos) {
      return PERMILLE;
    }
    return usd()
        .max(BigDecimal.ZERO)
        .multiply(BigDecimal.valueOf(PERMILLE))
        .divide(whole.usd(), RoundingMode.DOWN)
        .intValue();
  }

  public BigDecimal usd() {
    return BigDecimal.valueOf(nanos, SCALE);
  }

  /// US dollars as a plain decimal without trailing zeros and never in scientific notation, as in
  /// `0.00000045`.
  public String plain() {
    BigDecimal stripped = usd().stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0).toPlainString() : stripped.toPlainString();
  }

  /// The same as a number, as programs read it.
  @JsonValue
  public BigDecimal plainUsd() {
    return new BigDecimal(plain());
  }

  /// For people: at least cents, and every further digit that the amount has, as in `$1,012.50` or
  /// `$0.00000045`.
  public String display() {
    BigDecimal stripped = usd().stripTrailingZeros();
    BigDecimal shown = stripped.scale() < 2 ? stripped.setScale(2) : stripped;
    return shown(shown);
  }

  /// For people, where many amounts stand together: cents, half up; `<$0.01` for less than half a
  /// cent.
  public String displayCents() {
    BigDecimal cents = usd().setScale(2, RoundingMode.HALF_UP);
    if (nanos != 0 && cents.signum() == 0) {
      return "<$0.01";
    }
    return shown(cents);
  }

  /// For people: without cents where there are none, as in `$1,000`.
  public String displayWhole() {
    BigDecimal stripped = usd().stripTrailingZeros();
    return stripped.scale() <= 0 ? shown(stripped.setScale(0)) : display();
  }

  private static String shown(BigDecimal amount) {
    String digits = String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount.abs());
    return amount.signum() < 0 ? "−$" + digits : "$" + digits;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return display();
  }
}
