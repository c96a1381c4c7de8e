package ai.nemorouter.migration;

import ai.nemorouter.access.Actor;
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
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PlainText;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Takes keys and their limits over from an account elsewhere, all or none, and takes an import
/// back as a whole. The keys get new secrets: nobody can read the old ones.
@ApplicationScoped
public class KeyImports {
  private static final int LISTED_MAX = 100;
  private static final int NAME_MAX = 200;

  private final Database database;
  private final Keys keys;
  private final KeyStates states;
  private final Limits limits;
  private final AuditLog auditLog;

  KeyImports(Database database, Keys keys, KeyStates states, Limits limits, AuditLog auditLog) {
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
    return database.of(actor.orgId()).read(handle -> plan(handle, actor.orgId(), source, choices));
  }

  /// Makes every key of the plan with its limit, or none.
  ///
  /// @throws InvalidInputException if a row cannot be imported, or there is nothing to import
  public Done create(Actor actor, Source source, ImportChoices choices) {
    authorizeOrThrow(actor);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          ImportPlan plan = plan(handle, actor.orgId(), source, choices);
          requirePossible(plan);
          UUID id = insert(handle, actor, source.name());
          List<MintedKey> minted = new ArrayList<>();
          for (ImportPlan.Row row : plan.rows()) {
            if (row.isCreated()) {
              minted.add(create(handle, actor, id, choices.teamId(), row));
            }
          }
          for (ForeignBudget budget : plan.budgets()) {
            limits.set(
                actor, Scope.team(choices.teamId()), new Budget(budget.period(), budget.amount()));
          }
          auditLog.record(
              handle,
              actor,
              "import.created",
              "import " + id,
              Changes.between(null, details(source, plan, minted)));
          return new Done(id, plan, minted);
        });
  }

  /// The newest first.
  public List<KeyImport> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return database.of(actor.orgId()).read(handle -> query(handle, actor.orgId(), null));
  }

  public KeyImport find(Actor actor, UUID importId) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return database.of(actor.orgId()).read(handle -> findOrThrow(handle, actor.orgId(), importId));
  }

  /// Ends every key of the import for good. Limits that it gave the team stay. Doing it again
  /// changes nothing.
  ///
  /// @return how many keys it ended
  public int revoke(Actor actor, UUID importId) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          findOrThrow(handle, actor.orgId(), importId);
          int revoked =
              states.revoke(
                  actor.orgId(),
                  handle
                      .select(
                          "select key_id from import_keys where org_id = ? and import_id = ?",
                          actor.orgId(),
                          importId)
                      .mapTo(UUID.class)
                      .list());
          handle.execute(
              "update imports set revoked_at = coalesce(revoked_at, now()) where org_id = ? and id = ?",
              actor.orgId(),
              importId);
          auditLog.record(
              handle,
              actor,
              "import.revoked",
              "import " + importId,
              Changes.none().changed("live_keys", Integer.toString(revoked), "0"));
          return revoked;
        });
  }

  private static void authorizeOrThrow(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
  }

  private static ImportPlan plan(Handle handle, UUID orgId, Source source, ImportChoices choices) {
    String teamName =
        handle
            .createQuery(
                "select name from teams where org_id = :orgId and id = :id and archived_at is null")
            .bind("orgId", orgId)
            .bind("id", choices.teamId())
            .mapTo(String.class)
            .findOne()
            .orElseThrow(() -> new InvalidInputException("team", "There is no such team."));
    List<String> taken =
        handle
            .createQuery(
                "select lower(name) from key_records where org_id = :orgId and revoked_at is null")
            .bind("orgId", orgId)
            .mapTo(String.class)
            .list();
    return new Planner(choices, taken).plan(teamName, source);
  }

  private MintedKey create(
      Handle handle, Actor actor, UUID importId, UUID teamId, ImportPlan.Row row) {
    MintedKey minted =
        keys.mint(actor, new NewKey(teamId, row.name(), row.budget(), row.expiresAt()));
    if (row.decision() == ImportPlan.Decision.CREATE_DISABLED) {
      states.disable(actor.orgId(), minted.key().id());
    }
    handle
        .createUpdate(
            """
            insert into import_keys (org_id, import_id, key_id, source_hash)
            values (:orgId, :importId, :keyId, :hash)
            """)
        .bind("orgId", actor.orgId())
        .bind("importId", importId)
        .bind("keyId", minted.key().id())
        .bind("hash", row.from().hash())
        .execute();
    return minted;
  }

  private static UUID insert(Handle handle, Actor actor, String source) {
    UUID id = Ids.next();
    handle
        .createUpdate(
            """
            insert into imports (org_id, id, source, created_by)
            values (:orgId, :id, :source, :createdBy)
            """)
        .bind("orgId", actor.orgId())
        .bind("id", id)
        .bind("source", source)
        .bind("createdBy", actor.displayName())
        .execute();
    return id;
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

  private static KeyImport findOrThrow(Handle handle, UUID orgId, UUID importId) {
    return query(handle, orgId, importId).stream()
        .findFirst()
        .orElseThrow(() -> new NotFoundException("import"));
  }

  private static List<KeyImport> query(Handle handle, UUID orgId, @Nullable UUID importId) {
    return handle
        .createQuery(
            """
            select i.id, i.source, i.created_by, i.created_at, i.revoked_at, count(*) as keys,
              count(*) filter (where k.revoked_at is null) as live
            from imports i
            join import_keys m on m.org_id = i.org_id and m.import_id = i.id
            join key_records k on k.org_id = m.org_id and k.id = m.key_id
            where i.org_id = :orgId and (cast(:importId as uuid) is null or i.id = :importId)
            group by i.org_id, i.id order by i.id desc limit :most
            """)
        .bind("orgId", orgId)
        .bind("importId", importId)
        .bind("most", LISTED_MAX)
        .map(ConstructorMapper.of(KeyImport.class))
        .list();
  }
}
