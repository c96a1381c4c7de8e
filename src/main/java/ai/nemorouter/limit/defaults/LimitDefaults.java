package ai.nemorouter.limit.defaults;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitChanges;
import ai.nemorouter.limit.LimitChanges.Origin;
import ai.nemorouter.limit.LimitQueries;
import ai.nemorouter.limit.LimitStatuses;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.LimitTermsJson;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The limits that new keys and new members get. They become ordinary limits in the transaction
/// that mints the key or adds the member; changing a default afterwards leaves those alone.
@ForActor
@ApplicationScoped
public class LimitDefaults {
  private final Database database;
  private final LimitDefaultRows rows;
  private final LimitQueries queries;
  private final LimitStatuses statuses;
  private final Limits limits;
  private final LimitChanges changes;
  private final AuditLog auditLog;

  LimitDefaults(
      Database database,
      LimitDefaultRows rows,
      LimitQueries queries,
      LimitStatuses statuses,
      Limits limits,
      LimitChanges changes,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.queries = queries;
    this.statuses = statuses;
    this.limits = limits;
    this.changes = changes;
    this.auditLog = auditLog;
  }

  public List<LimitDefault> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    return rows.all(actor.orgId());
  }

  public LimitDefault find(Actor actor, UUID defaultId) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    return rows.findOrThrow(actor.orgId(), defaultId);
  }

  public UUID add(Actor actor, Scope.Kind scope, LimitTerms wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    requireScope(scope);
    LimitTerms terms = limits.canonical(actor.orgId(), wanted);
    UUID id = Ids.next();
    if (queries.insertDefault(actor.orgId(), id, scope, terms) == 0) {
      throw new InvalidInputException(
          "period", "There is a default in this unit for this period already. Change that one.");
    }
    record(actor, "limit_default.added", id, null, terms);
    return id;
  }

  /// Changes amount and thresholds for keys and members to come.
  public void change(Actor actor, UUID defaultId, long amount, List<Integer> alertAt) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    LimitDefaultEntity row = rows.lockOrThrow(actor.orgId(), defaultId);
    LimitTerms before = row.terms();
    LimitTerms after = before.with(before.period(), amount, alertAt);
    row.change(after);
    record(actor, "limit_default.changed", defaultId, before, after);
  }

  public void remove(Actor actor, UUID defaultId) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    LimitDefaultEntity row = rows.lockOrThrow(actor.orgId(), defaultId);
    row.remove(database.now());
    record(actor, "limit_default.removed", defaultId, row.terms(), null);
  }

  /// Gives a new key or member the limits that all such get.
  ///
  /// @param own what it has of its own already, which goes before a default about the same
  public void apply(Actor actor, Scope scope, List<LimitTerms> own) {
    queries.defaults(actor.orgId(), scope.kind()).stream()
        .filter(wanted -> own.stream().noneMatch(terms -> terms.isAboutTheSameAs(wanted.terms())))
        .sorted(Comparator.comparing(wanted -> wanted.terms().unit()))
        .forEach(wanted ->
            changes.add(actor, scope, wanted.terms(), new Origin(CountFrom.NOW, wanted.id())));
  }

  void onMemberJoined(@Observes Members.Joined joined) {
    Scope member = Scope.member(joined.userId());
    List<LimitTerms> own =
        statuses.of(joined.orgId(), member).stream().map(status -> status.limit().terms()).toList();
    apply(new Actor.Setup(joined.orgId()), member, own);
  }

  private void record(
      Actor actor,
      String action,
      UUID defaultId,
      @Nullable LimitTerms before,
      @Nullable LimitTerms after) {
    LimitTerms terms = Objects.requireNonNull(after == null ? before : after);
    auditLog.record(
        actor,
        action,
        "limit default " + defaultId,
        Changes.none()
            .about("limit", terms.title())
            .and(
                Changes.between(
                    before == null ? null : Json.tree(LimitTermsJson.of(before)),
                    after == null ? null : Json.tree(LimitTermsJson.of(after)))));
  }

  private static void requireScope(Scope.Kind scope) {
    if (scope != Scope.Kind.KEY && scope != Scope.Kind.MEMBER) {
      throw new InvalidInputException("scope", "Defaults are for new keys or new members.");
    }
  }
}
