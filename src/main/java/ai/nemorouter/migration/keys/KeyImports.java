package ai.nemorouter.migration.keys;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.key.KeyStates;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.PlainText;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Takes keys and their limits over from an account elsewhere, all or none, and takes an import
/// back as a whole. The keys get new secrets, because the old ones cannot be read.
@ForActor
@ApplicationScoped
public class KeyImports {
  private static final int NAME_MAX = 200;

  private final ImportRows rows;
  private final ImportQueries queries;
  private final Session session;
  private final Database database;
  private final Keys keys;
  private final KeyStates states;
  private final Limits limits;
  private final AuditLog auditLog;

  KeyImports(
      ImportRows rows,
      ImportQueries queries,
      Session session,
      Database database,
      Keys keys,
      KeyStates states,
      Limits limits,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.session = session;
    this.database = database;
    this.keys = keys;
    this.states = states;
    this.limits = limits;
    this.auditLog = auditLog;
  }

  /// What is to be imported.
  ///
  /// @param name where it comes from, for people
  public record Source(String name, List<ForeignKey> keys, List<ForeignBudget> budgets) {
    public Source {
      keys = List.copyOf(keys);
      budgets = List.copyOf(budgets);
      name = PlainText.escaped(name.strip(), NAME_MAX);
      name = name.isBlank() ? "a list" : name.substring(0, Math.min(name.length(), NAME_MAX));
    }

    /// From answers as they were pasted or sent.
    public static Source of(@Nullable String name, String keys, String budgets) {
      return new Source(
          name == null ? "" : name,
          OpenRouterAnswers.keys(keys),
          OpenRouterAnswers.budgets(budgets));
    }
  }

  /// @param minted in the order of the plan's rows that are created
  public record Done(UUID id, ImportPlan plan, List<MintedKey> minted) {
    public Done {
      minted = List.copyOf(minted);
    }
  }

  /// What `create` would do now.
  public ImportPlan preview(Actor actor, Source source, ImportChoices choices) {
    authorizeOrThrow(actor);
    return plan(actor.orgId(), source, choices);
  }

  /// Makes every key of the plan with its limit, or none.
  ///
  /// @throws InvalidInputException if a row cannot be imported, or there is nothing to import
  public Done create(Actor actor, Source source, ImportChoices choices) {
    authorizeOrThrow(actor);
    ImportPlan plan = plan(actor.orgId(), source, choices);
    requirePossible(plan);
    ImportEntity made = new ImportEntity(actor, source.name(), database.now());
    rows.persist(made);
    List<MintedKey> minted = new ArrayList<>();
    for (ImportPlan.Row row : plan.rows()) {
      if (row.isCreated()) {
        minted.add(create(actor, made.id(), choices.teamId(), row));
      }
    }
    for (ForeignBudget budget : plan.budgets()) {
      limits.set(actor, Scope.team(choices.teamId()), new Budget(budget.period(), budget.amount()));
    }
    auditLog.record(
        actor,
        "import.created",
        "import " + made.id(),
        Changes.between(null, details(source, plan, minted)));
    return new Done(made.id(), plan, minted);
  }

  /// The newest first.
  public List<KeyImport> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return rows.newest(actor.orgId());
  }

  public KeyImport find(Actor actor, UUID importId) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return rows.getOrThrow(actor.orgId(), importId);
  }

  /// Ends every key of the import for good. Limits that it gave the team stay. Doing it again
  /// changes nothing.
  ///
  /// @return how many keys it ended
  public int revoke(Actor actor, UUID importId) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    ImportEntity made = rows.lockOrThrow(actor.orgId(), importId);
    int revoked = states.revoke(actor.orgId(), queries.keysOf(actor.orgId(), importId));
    made.revoke(database.now());
    auditLog.record(
        actor,
        "import.revoked",
        "import " + importId,
        Changes.none().changed("live_keys", Integer.toString(revoked), "0"));
    return revoked;
  }

  private static void authorizeOrThrow(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
  }

  private ImportPlan plan(UUID orgId, Source source, ImportChoices choices) {
    String teamName =
        rows.openTeam(orgId, choices.teamId())
            .orElseThrow(() -> new InvalidInputException("team", "There is no such team."));
    return new Planner(choices, rows.namesOfUnrevokedKeys(orgId)).plan(teamName, source);
  }

  private MintedKey create(Actor actor, UUID importId, UUID teamId, ImportPlan.Row row) {
    MintedKey minted =
        keys.mint(actor, new NewKey(teamId, row.name(), row.budget(), row.expiresAt()));
    if (row.decision() == ImportPlan.Decision.CREATE_DISABLED) {
      states.disable(actor.orgId(), minted.key().id());
    }
    session.persist(
        new ImportKeyEntity(actor.orgId(), importId, minted.key().id(), row.from().hash()));
    return minted;
  }

  private static void requirePossible(ImportPlan plan) {
    if (!plan.problems().isEmpty()) {
      ImportPlan.Row first = plan.problems().getFirst();
      throw new InvalidInputException(
          "keys",
          "Nothing was imported: key %d (“%s”) cannot be. %s"
              .formatted(first.from().number(), first.from().name(), first.note()));
    }
    if (plan.created() == 0) {
      throw new InvalidInputException("keys", "There is nothing to import: all are left out.");
    }
  }

  private static ObjectNode details(Source source, ImportPlan plan, List<MintedKey> minted) {
    ObjectNode details = Json.object().put("source", source.name()).put("team", plan.teamName());
    ArrayNode made = details.putArray("keys");
    minted.forEach(key -> made.add(key.key().id().toString()));
    details.put("left_out", plan.skipped()).put("team_limits", plan.budgets().size());
    return details;
  }
}
