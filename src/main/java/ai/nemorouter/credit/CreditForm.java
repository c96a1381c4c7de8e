package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;

/// What was typed into the form that grants or withdraws credit.
public record CreditForm(@FormParam("amount") String amount, @FormParam("note") String note) {
  static final CreditForm EMPTY = new CreditForm("", "");

  /// What was not sent is empty.
  public CreditForm {
    amount = Names.trimmed(amount);
    note = Names.trimmed(note);
  }

  /// @throws InvalidInputException if the amount is none
  Money money() {
    try {
      return Money.parseTypedUsd(amount);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("amount", "This amount " + e.getMessage() + ".");
    }
  }
}
