package ai.nemorouter.credit.purchase;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was chosen on the page for buying credit.
///
/// @param amount as it was typed
public record PurchaseForm(String amount, FormError error) {
  /// What most people buy; the others type.
  private static final List<Money> USUAL =
      List.of("10", "25", "50", "100", "250", "500", "1000").stream().map(Money::ofUsd).toList();

  static final String FIRST = "100";

  /// The usual amounts that can be bought.
  static List<Money> chips(Purchases.Offer offer) {
    return USUAL.stream()
        .filter(usual -> usual.compareTo(offer.smallest()) >= 0)
        .filter(usual -> usual.compareTo(offer.largest()) <= 0)
        .toList();
  }

  /// For templates: whether that is what was chosen.
  public boolean isFor(Money usual) {
    try {
      return Money.parseTypedUsd(amount).equals(usual);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public static Money amountOrThrow(String typed) {
    try {
      return Money.parseTypedUsd(typed);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("amount", "This amount " + e.getMessage() + ".");
    }
  }

  /// The total that the buyer saw; null where the form says nothing sensible.
  public static @Nullable Money seen(String total) {
    try {
      return Money.parseTypedUsd(total);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
