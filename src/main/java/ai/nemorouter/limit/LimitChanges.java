package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Writes limits, each change with its entry in the audit log, within a transaction that is open.
/// The hold engine reads the rows anew for each batch, so the next hold on any node obeys.
@ApplicationScoped
class LimitChanges {
  private final AuditLog auditLog;

  LimitChanges(AuditLog auditLog) {
    this.auditLog = auditLog;
  }

  /// Where a new limit comes from.
  ///
  /// @param defaultId the default that it is made by; null for none
  record Origin(Beginning beginning, @Nullable UUID defaultId) {
    static final Origin COUNTING_THE_PERIOD = new Origin(Beginning.PERIOD, null);
  }

  Limit add(Handle handle, Actor actor, Scope scope, LimitTerms terms, Origin origin) {
    UUID id = Ids.next();
    int added =
        handle
            .createUpdate(
                """
                insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount, model, provider, alert_at,
                  restarted_at, default_id)
                values (:orgId, :id, :scope, :scopeId, 'budget', :unit, :period, :amount, :model, :provider, :alertAt,
                  case when :fromNow then now() end, :defaultId)
                on conflict (org_id, scope_id, kind, unit, period, coalesce(model, ''), coalesce(provider, ''))
                  where removed_at is null do nothing
                """)
            .bind("orgId", actor.orgId())
            .bind("id", id)
            .bind("scope", scope.kind().column())
            .bind("scopeId", scope.id())
            .bind("unit", terms.unit().column())
            .bind("period", terms.period().column())
            .bind("amount", terms.amount())
            .bind("model", terms.model())
            .bind("provider", terms.provider())
            .bindArray("alertAt", Integer.class, terms.alertAt())
            .bind("fromNow", origin.beginning() == Beginning.NOW && restarts(terms))
            .bind("defaultId", origin.defaultId())
            .execute();
    if (added == 0) {
      throw taken(terms);
    }
    Limit limit = LimitRows.findOrThrow(handle, actor.orgId(), id).limit();
    if (origin.beginning() == Beginning.PERIOD) {
      PastUse.carryInto(handle, limit);
    }
    record(handle, actor, "limit.added", limit, null, LimitJson.terms(terms));
    return limit;
  }

  void change(Handle handle, Actor actor, Limit before, LimitTerms terms) {
    handle
        .createUpdate(
            "update limits set amount = :amount, alert_at = :alertAt, updated_at = now(),"
                + " lowered_at = case when :amount < amount then clock_timestamp() else lowered_at end"
                + " where org_id = :orgId and id = :id")
        .bind("amount", terms.amount())
        .bindArray("alertAt", Integer.class, terms.alertAt())
        .bind("orgId", before.orgId())
        .bind("id", before.id())
        .execute();
    record(
        handle,
        actor,
        "limit.changed",
        before,
        LimitJson.terms(before.terms()),
        LimitJson.terms(terms));
  }

  void remove(Handle handle, Actor actor, Limit limit) {
    update(handle, limit, "removed_at = now()");
    record(handle, actor, "limit.removed", limit, LimitJson.terms(limit.terms()), null);
  }

  /// @param raise null to end the one in force
  void raise(Handle handle, Actor actor, Limit limit, Limit.@Nullable Raise raise) {
    handle
        .createUpdate(
            """
            update limits l set raise = :raise, raised_until = :until, updated_at = now(),
              lowered_at = case when effective_amount(l) > l.amount + :raise then clock_timestamp() else lowered_at end
            where org_id = :orgId and id = :id
            """)
        .bind("raise", raise == null ? 0 : raise.amount())
        .bind("until", raise == null ? null : raise.until())
        .bind("orgId", limit.orgId())
        .bind("id", limit.id())
        .execute();
    record(
        handle,
        actor,
        raise == null ? "limit.raise_ended" : "limit.raised",
        limit,
        LimitJson.raise(limit.unit(), limit.raise()),
        LimitJson.raise(limit.unit(), raise));
  }

  void restart(Handle handle, Actor actor, LimitStatus status) {
    update(handle, status.limit(), "restarted_at = now()");
    ObjectNode used = Json.object();
    LimitJson.putAmount(used, "used", status.unit(), status.used());
    record(handle, actor, "limit.restarted", status.limit(), used, null);
  }

  private static void update(Handle handle, Limit limit, String change) {
    handle
        .createUpdate(
            "update limits set updated_at = now(), "
                + change
                + " where org_id = :orgId and id = :id")
        .bind("orgId", limit.orgId())
        .bind("id", limit.id())
        .execute();
  }

  private void record(
      Handle handle,
      Actor actor,
      String action,
      Limit limit,
      @Nullable ObjectNode before,
      @Nullable ObjectNode after) {
    auditLog.record(
        handle,
        actor,
        action,
        "limit " + limit.id(),
        Changes.none()
            .about("limit", limit.terms().display() + limit.terms().narrowing())
            .about("of", LimitRows.scopeOrThrow(handle, limit.orgId(), limit.scope()).display())
            .about("scope", limit.scope().kind().column())
            .about("scope_id", limit.scope().id().toString())
            .and(Changes.between(before, after)));
  }

  private static boolean restarts(LimitTerms terms) {
    return terms.unit() != Unit.IN_FLIGHT && terms.period() != Period.MINUTE;
  }

  static InvalidInputException taken(LimitTerms terms) {
    return new InvalidInputException(
        "period",
        "There is a limit of %s %s%s here already. Change that one."
            .formatted(
                terms.unit().label(),
                terms.unit() == Unit.IN_FLIGHT ? "" : terms.period().label(),
                terms.narrowing())
            .replace("  ", " ")
            .replace(" .", "."));
  }
}
