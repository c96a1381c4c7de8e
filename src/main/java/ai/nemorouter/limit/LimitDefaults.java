package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.LimitChanges.Origin;
import ai.nemorouter.organization.Members;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The limits that new keys and new members get. They become ordinary limits in the transaction
/// that mints the key or adds the member; changing a default afterwards leaves those alone.
@ApplicationScoped
public class LimitDefaults {
  private static final RowMapper<LimitDefault> ROW =
      (row, context) ->
          new LimitDefault(
              row.getObject("id", UUID.class),
              Scope.Kind.of(row.getString("scope")),
              LimitRows.terms(row),
              row.getLong("in_force"));

  private final Database database;
  private final Limits limits;
  private final LimitChanges changes;
  private final AuditLog auditLog;

  LimitDefaults(Database database, Limits limits, LimitChanges changes, AuditLog auditLog) {
    this.database = database;
    this.limits = limits;
    this.changes = changes;
    this.auditLog = auditLog;
  }

  public List<LimitDefault> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    return database
        .of(actor.orgId())
        .read(handle -> query(handle, actor.orgId(), "true").map(ROW).list());
  }

  public LimitDefault find(Actor actor, UUID defaultId) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    return database.of(actor.orgId()).read(handle -> findOrThrow(handle, actor.orgId(), defaultId));
  }

  public UUID add(Actor actor, Scope.Kind scope, LimitTerms wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    requireScope(scope);
    LimitTerms terms = limits.canonical(actor.orgId(), wanted);
    return database.of(actor.orgId()).inTransaction(handle -> add(handle, actor, scope, terms));
  }

  /// For setups that add one as part of their own transaction.
  public UUID add(Handle handle, Actor actor, Scope.Kind scope, LimitTerms terms) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    UUID id = Ids.next();
    int added =
        handle
            .createUpdate(
                """
                insert into limit_defaults (org_id, id, scope, unit, period, amount, model, provider, alert_at)
                values (:orgId, :id, :scope, :unit, :period, :amount, :model, :provider, :alertAt)
                on conflict (org_id, scope, unit, period, coalesce(model, ''), coalesce(provider, '')) where removed_at is null do nothing
                """)
            .bind("orgId", actor.orgId())
            .bind("id", id)
            .bind("scope", scope.column())
            .bind("unit", terms.unit().column())
            .bind("period", terms.period().column())
            .bind("amount", terms.amount())
            .bind("model", terms.model())
            .bind("provider", terms.provider())
            .bindArray("alertAt", Integer.class, terms.alertAt())
            .execute();
    if (added == 0) {
      throw new InvalidInputException(
          "period", "There is a default in this unit for this period already. Change that one.");
    }
    record(handle, actor, "limit_default.added", id, null, terms);
    return id;
  }

  /// Changes amount and thresholds for keys and members to come.
  public void change(Actor actor, UUID defaultId, long amount, List<Integer> alertAt) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          LimitTerms before = findOrThrow(handle, actor.orgId(), defaultId).terms();
          LimitTerms after = before.with(before.period(), amount, alertAt);
          handle
              .createUpdate(
                  "update limit_defaults set amount = :amount, alert_at = :alertAt where org_id = :orgId and id = :id")
              .bind("amount", after.amount())
              .bindArray("alertAt", Integer.class, after.alertAt())
              .bind("orgId", actor.orgId())
              .bind("id", defaultId)
              .execute();
          record(handle, actor, "limit_default.changed", defaultId, before, after);
        });
  }

  public void remove(Actor actor, UUID defaultId) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          LimitTerms before = findOrThrow(handle, actor.orgId(), defaultId).terms();
          handle.execute(
              "update limit_defaults set removed_at = now() where org_id = ? and id = ?",
              actor.orgId(),
              defaultId);
          record(handle, actor, "limit_default.removed", defaultId, before, null);
        });
  }

  /// Gives a new key or member the limits that all such get.
  ///
  /// @param own what it has of its own already, which goes before a default about the same
  public void apply(Handle handle, Actor actor, Scope scope, List<LimitTerms> own) {
    List<LimitDefault> defaults =
        query(handle, actor.orgId(), "d.scope = :scope")
            .bind("scope", scope.kind().column())
            .map(ROW)
            .list();
    for (LimitDefault wanted : defaults) {
      if (own.stream().noneMatch(terms -> terms.isAboutTheSameAs(wanted.terms()))) {
        Origin origin = new Origin(Beginning.NOW, wanted.id());
        changes.add(handle, actor, scope, wanted.terms(), origin);
      }
    }
  }

  void onMemberJoined(@Observes Members.Joined joined) {
    Scope member = Scope.member(joined.userId());
    database.useHandle(handle -> {
      List<LimitTerms> own =
          limits.list(handle, joined.orgId(), member).stream()
              .map(status -> status.limit().terms())
              .toList();
      apply(handle, new Actor.Setup(joined.orgId()), member, own);
    });
  }

  private static LimitDefault findOrThrow(Handle handle, UUID orgId, UUID defaultId) {
    return query(handle, orgId, "d.id = :id")
        .bind("id", defaultId)
        .map(ROW)
        .findOne()
        .orElseThrow(() -> new NotFoundException("default"));
  }

  private static Query query(Handle handle, UUID orgId, String condition) {
    return handle
        .createQuery(
            """
            select d.*, (
              select count(*) from limits l left join key_records k on k.org_id = l.org_id and k.id = l.scope_id
              where l.org_id = d.org_id and l.default_id = d.id and l.removed_at is null
                and (l.scope <> 'key' or k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))) as in_force
            from limit_defaults d
            where d.org_id = :orgId and d.removed_at is null and %s
            order by d.scope, array_position(array['usd', 'tokens', 'requests', 'in_flight'], d.unit), d.id
            """
                .formatted(condition))
        .bind("orgId", orgId);
  }

  private void record(
      Handle handle,
      Actor actor,
      String action,
      UUID defaultId,
      @Nullable LimitTerms before,
      @Nullable LimitTerms after) {
    LimitTerms terms = Objects.requireNonNull(after == null ? before : after);
    auditLog.record(
        handle,
        actor,
        action,
        "limit default " + defaultId,
        Changes.none()
            .about("limit", terms.display() + terms.narrowing())
            .and(
                Changes.between(
                    before == null ? null : LimitJson.terms(before),
                    after == null ? null : LimitJson.terms(after))));
  }

  private static void requireScope(Scope.Kind scope) {
    if (scope != Scope.Kind.KEY && scope != Scope.Kind.MEMBER) {
      throw new InvalidInputException("scope", "Defaults are for new keys or new members.");
    }
  }
}
