package ai.nemorouter.migration.keys;

import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.migration.keys.ImportPlan.Decision;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of each key.
final class Planner {
  private static final int NAME_LENGTH_MAX = 120;

  private final ImportChoices choices;
  private final Set<String> taken;
  private final Instant now = Instant.now();

  /// @param taken names that live keys have, in small letters
  Planner(ImportChoices choices, Collection<String> taken) {
    this.choices = choices;
    this.taken = new HashSet<>(taken);
  }

  ImportPlan plan(String teamName, KeyImports.Source source) {
    for (ForeignBudget budget : source.budgets()) {
      String problem = limitProblem(new Budget(budget.period(), budget.amount()));
      if (problem != null) {
        throw new InvalidInputException("budgets", budget.name() + ": " + problem);
      }
    }
    return new ImportPlan(
        teamName, source.keys().stream().map(this::row).toList(), source.budgets());
  }

  private ImportPlan.Row row(ForeignKey key) {
    Budget budget = budget(key);
    String problem = key.problem() == null ? limitProblem(budget) : key.problem();
    if (problem != null) {
      return new ImportPlan.Row(key, key.name(), Decision.PROBLEM, null, null, problem);
    }
    Instant expiresAt = key.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      return skipped(key, budget, "It has expired.");
    }
    if (!taken.add(key.name().toLowerCase(Locale.ROOT))) {
      return choices.rename()
          ? created(
              key, freeName(key.name()), budget, "The name “%s” is taken.".formatted(key.name()))
          : skipped(key, budget, "There is a key of this name.");
    }
    return created(key, key.name(), budget, note(key, budget));
  }

  private static ImportPlan.Row skipped(ForeignKey key, @Nullable Budget budget, String note) {
    return new ImportPlan.Row(key, key.name(), Decision.SKIP, budget, key.expiresAt(), note);
  }

  private static ImportPlan.Row created(
      ForeignKey key, String name, @Nullable Budget budget, String note) {
    Decision decision = key.disabled() ? Decision.CREATE_DISABLED : Decision.CREATE;
    return new ImportPlan.Row(key, name, decision, budget, key.expiresAt(), note);
  }

  private @Nullable Budget budget(ForeignKey key) {
    Money limit = key.limit();
    if (limit == null) {
      return null;
    }
    Money remaining = key.remaining();
    return new Budget(key.period(), choices.remaining() && remaining != null ? remaining : limit);
  }

  private String note(ForeignKey key, @Nullable Budget budget) {
    if (budget == null) {
      return "No limit there, so none here but those of its team and the organization.";
    }
    if (choices.remaining() && key.remaining() == null) {
      return "What is left was not told, so it is the whole limit.";
    }
    return "";
  }

  private String freeName(String name) {
    for (int number = 2; ; number++) {
      String suffix = " (" + number + ")";
      String kept = name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX - suffix.length()));
      if (taken.add((kept + suffix).toLowerCase(Locale.ROOT))) {
        return kept + suffix;
      }
    }
  }

  /// Why it cannot be a limit here; null where it can.
  private static @Nullable String limitProblem(@Nullable Budget budget) {
    try {
      return budget == null || LimitTerms.of(budget).amount() >= 0 ? null : "It is negative.";
    } catch (InvalidInputException e) {
      return e.getMessage();
    }
  }
}
