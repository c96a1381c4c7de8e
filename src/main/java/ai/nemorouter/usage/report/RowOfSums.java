package ai.nemorouter.usage.report;

import ai.nemorouter.money.Money;

/// What rows of sums have in common, whatever else each says.
interface RowOfSums {
  /// In nano-dollars.
  long cost();

  long requests();

  long errors();

  long refusals();

  long promptTokens();

  long cachedTokens();

  long completionTokens();

  default UsageFigures figures() {
    return new UsageFigures(
        Money.ofNanos(cost()),
        requests(),
        errors(),
        refusals(),
        promptTokens(),
        cachedTokens(),
        completionTokens());
  }
}
