package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;
import jakarta.persistence.EnumeratedValue;

/// The tax line of a purchase.
///
/// @param name as on the receipt, for example “VAT”
/// @param rate zero where no tax is charged
public record Tax(String name, Percent rate, Base base) {
  public static final Tax NONE = new Tax("Tax", Percent.ZERO, Base.FEE);

  /// What is taxed.
  public enum Base {
    /// The platform fee alone: the credit itself is an advance payment.
    FEE("fee"),
    /// The credit and the platform fee.
    TOTAL("total");

    @EnumeratedValue private final String word;

    Base(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// Rounded to the cent, half up.
  Money of(Money credit, Money fee) {
    return rate.ofHalfUp(base == Base.FEE ? fee : credit.plus(fee));
  }
}
