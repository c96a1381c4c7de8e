package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;

/// The parts of a purchase's price that a refund or a dispute is about, in whole cents.
public record Parts(Money credit, Money fee, Money tax) {
  public static final Parts NONE = new Parts(Money.ZERO, Money.ZERO, Money.ZERO);

  public static Parts of(Quote quote) {
    return new Parts(quote.credit(), quote.fee(), quote.tax());
  }

  public Money total() {
    return credit.plus(fee).plus(tax);
  }

  public Parts plus(Parts other) {
    return new Parts(credit.plus(other.credit), fee.plus(other.fee), tax.plus(other.tax));
  }

  public Parts minus(Parts other) {
    return new Parts(credit.minus(other.credit), fee.minus(other.fee), tax.minus(other.tax));
  }
}
