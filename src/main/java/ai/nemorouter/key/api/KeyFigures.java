package ai.nemorouter.key.api;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.overview.KeySpend;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Groups of fields that answers about keys share. Amounts are US dollars.
final class KeyFigures {
  private KeyFigures() {}

  /// Where a key has several limits in US dollars, OpenRouter's three fields tell the one that
  /// leaves the least: what the next call can be held for at most.
  record OfBudget(
      @Schema(
              description =
                  "The limit in US dollars that leaves the least, with a raise in force; null where there is none.")
          @Nullable Money limit,
      @Schema(description = "What the next request can be held for at most.")
          @Nullable Money limitRemaining,
      @Schema(
              description =
                  "`daily`, `weekly` or `monthly`; null where it has none or another period.")
          @Nullable String limitReset,
      @Schema(description = "Always false.") boolean includeByokInLimit) {
    static OfBudget of(@Nullable LimitStatus budget) {
      return budget == null
          ? new OfBudget(null, null, null, false)
          : new OfBudget(
              Money.ofNanos(budget.allowed()),
              Money.ofNanos(budget.left()),
              budget.limit().period().resetName(),
              false);
    }
  }

  /// What was spent.
  record OfSpend(
      @Schema(description = "Spend in total, in US dollars.") Money usage,
      Money usageDaily,
      Money usageWeekly,
      Money usageMonthly,
      @Schema(description = "Always 0: `usage` has all of it.") int byokUsage,
      @Schema(description = "Always 0.") int byokUsageDaily,
      @Schema(description = "Always 0.") int byokUsageWeekly,
      @Schema(description = "Always 0.") int byokUsageMonthly) {
    static final OfSpend NONE = of(new KeySpend(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO));

    static OfSpend of(KeySpend spend) {
      return new OfSpend(spend.total(), spend.day(), spend.week(), spend.month(), 0, 0, 0, 0);
    }
  }

  /// What it may be used for.
  record OfPolicy(
      @Schema(description = "The models it may call; empty for all.") List<String> allowedModels,
      @Schema(description = "The endpoints it may call; empty for all.")
          List<String> allowedEndpoints,
      @Schema(description = "The addresses it may call from; empty for all.")
          List<String> allowedAddresses) {
    static OfPolicy of(KeyPolicy policy) {
      return new OfPolicy(policy.models().entries(), policy.endpoints(), policy.addresses());
    }
  }
}
