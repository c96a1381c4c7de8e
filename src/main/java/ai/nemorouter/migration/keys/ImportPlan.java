package ai.nemorouter.migration.keys;

import ai.nemorouter.limit.Budget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an import will do, before it does it.
///
/// @param budgets what becomes a limit of the team
public record ImportPlan(String teamName, List<Row> rows, List<ForeignBudget> budgets) {
  public ImportPlan {
    rows = List.copyOf(rows);
    budgets = List.copyOf(budgets);
  }

  /// What becomes of a key.
  public enum Decision {
    CREATE("Create"),
    CREATE_DISABLED("Create, disabled"),
    SKIP("Leave out"),
    PROBLEM("Cannot be imported");

    private final String label;

    Decision(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// @param name what it will be called here
  /// @param budget its limit here; null for none
  /// @param note why, or what else changes; empty for nothing
  public record Row(
      ForeignKey from,
      String name,
      Decision decision,
      @Nullable Budget budget,
      @Nullable Instant expiresAt,
      String note) {
    public boolean isCreated() {
      return decision == Decision.CREATE || decision == Decision.CREATE_DISABLED;
    }

    /// As in `$10.00 per month`.
    public String limit() {
      return budget == null ? "none" : budget.amount().display() + " " + budget.period().label();
    }
  }

  public long created() {
    return rows.stream().filter(Row::isCreated).count();
  }

  public long skipped() {
    return rows.stream().filter(row -> row.decision() == Decision.SKIP).count();
  }

  public List<Row> problems() {
    return rows.stream().filter(row -> row.decision() == Decision.PROBLEM).toList();
  }

  public boolean isPossible() {
    return problems().isEmpty() && created() > 0;
  }
}
