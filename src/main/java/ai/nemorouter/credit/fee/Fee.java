package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;

/// What a buyer pays beside the credit: the platform fee, which is the larger of a percentage
/// (rounded up to the cent) and a minimum, and a tax. The credit itself is never reduced.
public record Fee(Percent rate, Money minimum, Tax tax) {
  /// @param credit an amount of whole cents above zero
  public Quote quote(Money credit) {
    Money fee = rate.ofRoundedUp(credit).max(minimum);
    return Quote.of(credit, fee, tax.of(credit, fee));
  }

  /// Whether nothing is charged beside the credit.
  public boolean isNothing() {
    return rate.isZero() && minimum.isZero() && tax.rate().isZero();
  }

  /// For people, as in `5 %, at least $0.50`.
  public String display() {
    if (rate.isZero() && minimum.isZero()) {
      return "none";
    }
    if (rate.isZero()) {
      return minimum.display();
    }
    return minimum.isZero() ? rate.display() : rate.display() + ", at least " + minimum.display();
  }

  /// For people, as in `19 % on the fee`.
  public String displayTax() {
    return tax.rate().isZero()
        ? "none"
        : tax.rate().display()
            + (tax.base() == Tax.Base.FEE ? " on the fee" : " on credit and fee");
  }
}
