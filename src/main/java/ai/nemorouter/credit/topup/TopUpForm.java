package ai.nemorouter.credit.topup;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;

/// What was typed into the form of automatic top-up.
///
/// @param enabled anything where it is to be on
public record TopUpForm(
    @FormParam("enabled") String enabled,
    @FormParam("threshold") String threshold,
    @FormParam("amount") String amount,
    @FormParam("ceiling") String ceiling) {
  /// What was not sent is empty.
  public TopUpForm {
    enabled = Names.trimmed(enabled);
    threshold = Names.trimmed(threshold);
    amount = Names.trimmed(amount);
    ceiling = Names.trimmed(ceiling);
  }

  static TopUpForm of(TopUp.Terms terms) {
    return new TopUpForm(
        terms.enabled() ? "true" : "",
        typed(terms.threshold()),
        typed(terms.amount()),
        typed(terms.ceiling()));
  }

  private static String typed(Money amount) {
    return amount.usd().setScale(2).toPlainString();
  }

  public boolean isOn() {
    return !enabled.isEmpty();
  }

  TopUp.Terms parse() {
    return new TopUp.Terms(
        isOn(), cents("threshold", threshold), cents("amount", amount), cents("ceiling", ceiling));
  }

  private static Money cents(String field, String typed) {
    try {
      Money amount = Money.parseTypedUsd(typed);
      if (Quote.isWholeCents(amount)) {
        return amount;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(field, "This amount " + e.getMessage() + ".");
    }
    throw new InvalidInputException(field, "Enter whole cents.");
  }
}
