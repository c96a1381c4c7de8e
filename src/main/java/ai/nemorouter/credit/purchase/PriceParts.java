package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;

/// The parts of a purchase's price that a refund or a dispute is about, in whole cents.
public record PriceParts(Money credit, Money fee, Money tax) {
  public static final PriceParts NONE = new PriceParts(Money.ZERO, Money.ZERO, Money.ZERO);

  public static PriceParts of(Quote quote) {
    return new PriceParts(quote.credit(), quote.fee(), quote.tax());
  }

  public Money total() {
    return credit.plus(fee).plus(tax);
  }

  public PriceParts plus(PriceParts other) {
    return new PriceParts(credit.plus(other.credit), fee.plus(other.fee), tax.plus(other.tax));
  }

  public PriceParts minus(PriceParts other) {
    return new PriceParts(credit.minus(other.credit), fee.minus(other.fee), tax.minus(other.tax));
  }
}
