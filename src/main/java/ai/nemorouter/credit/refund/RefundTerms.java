package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.fee.Tax;
import ai.nemorouter.credit.payment.PaymentPolicy;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Splits what is paid back into the parts of the price, in whole cents. What is paid back in
/// several steps adds up to the price, to the cent, because each step divides what is left.
///
/// @param left of the price, after what was paid back before
/// @param taxed what the tax is on
/// @param fee what becomes of the platform fee
record RefundTerms(PriceParts left, Tax.Base taxed, PaymentPolicy.RefundFee fee) {
  private static final long NANOS_PER_CENT = 10_000_000;

  /// The most credit in whole cents within an amount.
  static Money wholeCents(Money amount) {
    return Money.ofNanos(Math.floorDiv(amount.nanos(), NANOS_PER_CENT) * NANOS_PER_CENT);
  }

  /// What is paid back for that much of the credit.
  PriceParts ofCredit(Money credit) {
    if (fee == PaymentPolicy.RefundFee.RETURNED) {
      return new PriceParts(
          credit,
          portion(left.fee(), credit, left.credit()),
          portion(left.tax(), credit, left.credit()));
    }
    return new PriceParts(credit, Money.ZERO, portion(taxOnCredit(), credit, left.credit()));
  }

  /// Which parts a payment of that much back is of. Where the fee is kept it comes off last.
  PriceParts ofPayment(Money total) {
    if (fee == PaymentPolicy.RefundFee.RETURNED) {
      return proportional(total.min(left.total()), left);
    }
    PriceParts first = new PriceParts(left.credit(), Money.ZERO, taxOnCredit());
    PriceParts then = left.minus(first);
    Money ofFirst = total.min(first.total());
    Money ofThen = total.minus(ofFirst).min(then.total());
    return proportional(ofFirst, first).plus(proportional(ofThen, then));
  }

  private Money taxOnCredit() {
    return taxed == Tax.Base.FEE
        ? Money.ZERO
        : portion(left.tax(), left.credit(), left.credit().plus(left.fee()));
  }

  /// Rounds running sums, so that the parts add up to the total and none is more than there is.
  private static PriceParts proportional(Money total, PriceParts of) {
    Money credit = portion(of.credit(), total, of.total());
    Money creditAndFee = portion(of.credit().plus(of.fee()), total, of.total());
    return new PriceParts(credit, creditAndFee.minus(credit), total.minus(creditAndFee));
  }

  /// `amount * part / whole`, to the cent.
  private static Money portion(Money amount, Money part, Money whole) {
    if (whole.isZero()) {
      return Money.ZERO;
    }
    BigDecimal cents =
        BigDecimal.valueOf(Quote.cents(amount))
            .multiply(BigDecimal.valueOf(Quote.cents(part)))
            .divide(BigDecimal.valueOf(Quote.cents(whole)), 0, RoundingMode.HALF_UP);
    return Money.ofNanos(Math.multiplyExact(cents.longValueExact(), NANOS_PER_CENT));
  }
}
