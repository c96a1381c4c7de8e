package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;

/// How much may be spent in each period.
public record Budget(Period period, Money amount) {
  public Budget {
    if (amount.isNegative()) {
      throw new InvalidInputException("limit", "A limit cannot be negative.");
    }
  }
}
