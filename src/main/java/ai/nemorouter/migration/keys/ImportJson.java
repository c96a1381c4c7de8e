package ai.nemorouter.migration.keys;

import ai.nemorouter.key.MintedKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An import that was just made, or planned, as programs read it.
@Schema(name = "KeyImportPlan")
record ImportJson(
    @Schema(description = "The team that gets the keys.") String team,
    long created,
    long leftOut,
    int problems,
    List<Row> plan,
    List<TeamLimit> teamLimits,
    @Schema(description = "Of the import; absent where it was only planned.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable UUID id,
    @Schema(
            description =
                "The created keys with their secrets, shown this once; absent where it was only planned.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<MadeKey> keys) {

  static ImportJson of(ImportPlan plan) {
    return of(plan, null, null);
  }

  static ImportJson of(KeyImports.Done done) {
    return of(done.plan(), done.id(), done.minted().stream().map(MadeKey::of).toList());
  }

  private static ImportJson of(ImportPlan plan, @Nullable UUID id, @Nullable List<MadeKey> keys) {
    return new ImportJson(
        plan.teamName(),
        plan.created(),
        plan.skipped(),
        plan.problems().size(),
        plan.rows().stream().map(Row::of).toList(),
        plan.budgets().stream().map(TeamLimit::of).toList(),
        id,
        keys);
  }

  /// What becomes of a key.
  @Schema(name = "PlannedKey")
  record Row(
      @Schema(description = "In the list that was sent, counted from 1.") int number,
      String name,
      @Schema(enumeration = {"create", "create_disabled", "skip", "problem"}) String decision,
      @Schema(description = "In US dollars; null for none.") @Nullable Money limit,
      @Nullable String limitReset,
      @Nullable Instant expiresAt,
      @Schema(description = "Why, or what else changes; empty for nothing.") String note) {
    static Row of(ImportPlan.Row row) {
      Budget budget = row.budget();
      return new Row(
          row.from().number(),
          row.name(),
          row.decision().name().toLowerCase(Locale.ROOT),
          budget == null ? null : budget.amount(),
          budget == null ? null : budget.period().resetName(),
          row.expiresAt(),
          row.note());
    }
  }

  /// A limit that the team gets.
  @Schema(name = "PlannedTeamLimit")
  record TeamLimit(Money limit, @Nullable String limitReset) {
    static TeamLimit of(ForeignBudget budget) {
      return new TeamLimit(budget.amount(), budget.period().resetName());
    }
  }

  /// A key that was made.
  @Schema(name = "ImportedKey")
  record MadeKey(
      @Schema(description = "The id of the key.") UUID hash,
      String name,
      @Schema(description = "Its secret, shown this once.") String key) {
    static MadeKey of(MintedKey minted) {
      return new MadeKey(minted.key().id(), minted.key().name(), minted.secret().reveal());
    }
  }

  /// An import of the past.
  @Schema(name = "KeyImport")
  record Past(
      UUID id,
      String source,
      String createdBy,
      Instant createdAt,
      @Nullable Instant revokedAt,
      @Schema(description = "How many keys it made.") long keys,
      @Schema(description = "How many of them are not revoked.") long notRevoked) {
    static Past of(KeyImport past) {
      return new Past(
          past.id(),
          past.source(),
          past.createdBy(),
          past.createdAt(),
          past.revokedAt(),
          past.keys(),
          past.live());
    }
  }

  /// When an import was revoked.
  @Schema(name = "RevokedImport")
  record Revoked(long revokedKeys) {}
}
