package ai.nemorouter.demo;

import ai.nemorouter.demo.model.DemoModel;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of the demo organization and how it is used.
///
/// @param callsADay on a working day; a quarter of that on others
/// @param promptTokens of a usual call
/// @param completionTokens of a usual call
/// @param fate what became of the key
record DemoKey(
    String team,
    String name,
    @Nullable Budget budget,
    int callsADay,
    DemoModel model,
    int promptTokens,
    int completionTokens,
    Fate fate) {

  /// Whether a key is still in use.
  enum Fate {
    LIVE,
    DISABLED,
    EXPIRED,
    REVOKED
  }

  static final String ENGINEERING = "Engineering";
  static final String SUPPORT = "Customer Support";
  static final String RESEARCH = "Research";

  /// The key that has a rate limit, and the one that a member owns.
  static final String WIDGET = "Support chat widget";

  static final String ADAS = "Ada's notebook";

  static final List<DemoKey> ALL =
      List.of(
          live(ENGINEERING, "Code review bot", budget(Period.MONTH, "40"), 20)
              .on(DemoModel.SONNET_LARGE, 16_000, 700),
          live(ENGINEERING, "CI pipeline", budget(Period.DAY, "0.50"), 16)
              .on(DemoModel.CATALOG_PRICED, 9_000, 400),
          live(ENGINEERING, "Checkout service", null, 12).on(DemoModel.HAIKU_SMALL, 1_200, 150),
          live(SUPPORT, WIDGET, budget(Period.WEEK, "3"), 30)
              .on(DemoModel.SONNET_LARGE, 3_500, 500),
          live(SUPPORT, "Ticket triage", budget(Period.MONTH, "2"), 18)
              .on(DemoModel.CATALOG_PRICED, 1_500, 90),
          live(RESEARCH, "Evaluation runs", budget(Period.DAY, "0.75"), 18)
              .on(DemoModel.SONNET_LARGE, 8_000, 1_100),
          live(RESEARCH, ADAS, null, 6).on(DemoModel.SONNET_LARGE, 2_500, 900),
          live(RESEARCH, "Warehouse robot 7", budget(Period.TOTAL, "1"), 8)
              .on(DemoModel.HAIKU_SMALL, 800, 60)
              .with(Fate.DISABLED),
          live(ENGINEERING, "Contractor", budget(Period.TOTAL, "2"), 4)
              .on(DemoModel.CATALOG_PRICED, 4_000, 600)
              .with(Fate.EXPIRED),
          live(SUPPORT, "Old help centre", null, 7)
              .on(DemoModel.HAIKU_SMALL, 900, 200)
              .with(Fate.REVOKED));

  private static DemoKey live(String team, String name, @Nullable Budget budget, int callsADay) {
    return new DemoKey(team, name, budget, callsADay, DemoModel.HAIKU_SMALL, 1_000, 100, Fate.LIVE);
  }

  private DemoKey on(DemoModel newModel, int newPromptTokens, int newCompletionTokens) {
    return new DemoKey(
        team, name, budget, callsADay, newModel, newPromptTokens, newCompletionTokens, fate);
  }

  private DemoKey with(Fate newFate) {
    return new DemoKey(
        team, name, budget, callsADay, model, promptTokens, completionTokens, newFate);
  }

  private static Budget budget(Period period, String usd) {
    return new Budget(period, Money.ofUsd(usd));
  }
}
