package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.preview.PastUse;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes limits, each change with its entry in the audit log, in the transaction that the thread
/// is in. The hold engine reads the rows anew for each batch, so the next hold on any node obeys.
@ApplicationScoped
public class LimitChanges {
  private final Database database;
  private final LimitQueries queries;
  private final LimitScopes scopes;
  private final PastUse past;
  private final AuditLog auditLog;

  LimitChanges(
      Database database,
      LimitQueries queries,
      LimitScopes scopes,
      PastUse past,
      AuditLog auditLog) {
    this.database = database;
    this.queries = queries;
    this.scopes = scopes;
    this.past = past;
    this.auditLog = auditLog;
  }

  /// Where a new limit comes from.
  ///
  /// @param defaultId the default that it is made by; null for none
  public record Origin(CountFrom beginning, @Nullable UUID defaultId) {
    static final Origin COUNTING_THE_PERIOD = new Origin(CountFrom.PERIOD, null);
  }

  /// @throws InvalidInputException if the scope has one about the same already
  public UUID add(Actor actor, Scope scope, LimitTerms terms, Origin origin) {
    UUID orgId = actor.orgId();
    UUID id = Ids.next();
    Instant restartedAt =
        origin.beginning() == CountFrom.NOW && terms.canRestart() ? database.now() : null;
    if (queries.insert(orgId, id, scope, terms, restartedAt, origin.defaultId()) == 0) {
      throw taken(terms);
    }
    Limit limit = new Limit(orgId, id, scope, terms, null, restartedAt);
    if (origin.beginning() == CountFrom.PERIOD) {
      past.carryInto(limit);
    }
    record(actor, "limit.added", limit, null, terms(terms));
    return id;
  }

  void change(Actor actor, LimitEntity row, LimitTerms terms) {
    Limit before = row.limit(database.now());
    row.change(terms, database.now(), queries.clock());
    record(actor, "limit.changed", before, terms(before.terms()), terms(terms));
  }

  void remove(Actor actor, LimitEntity row) {
    Limit limit = row.limit(database.now());
    row.remove(database.now());
    record(actor, "limit.removed", limit, terms(limit.terms()), null);
  }

  /// @param raise null to end the one in force
  void raise(Actor actor, LimitEntity row, Limit.@Nullable Raise raise) {
    Limit before = row.limit(database.now());
    row.raise(raise, database.now(), queries.clock());
    record(
        actor,
        raise == null ? "limit.raise_ended" : "limit.raised",
        before,
        raise(before.unit(), before.raise()),
        raise(before.unit(), raise));
  }

  /// @param status how it stands
  void restart(Actor actor, LimitEntity row, LimitStatus status) {
    row.restart(database.now());
    ObjectNode used = Json.object();
    used.put("used", LimitTermsJson.amount(status.unit(), status.used()));
    record(actor, "limit.restarted", status.limit(), used, null);
  }

  private static ObjectNode terms(LimitTerms terms) {
    return Json.tree(LimitTermsJson.of(terms));
  }

  private static @Nullable ObjectNode raise(Unit unit, Limit.@Nullable Raise raise) {
    LimitTermsJson.Raise json = LimitTermsJson.Raise.of(unit, raise);
    return json == null ? null : Json.tree(json);
  }

  private void record(
      Actor actor,
      String action,
      Limit limit,
      @Nullable ObjectNode before,
      @Nullable ObjectNode after) {
    auditLog.record(
        actor,
        action,
        "limit " + limit.id(),
        Changes.none()
            .about("limit", limit.terms().title())
            .about("of", scopes.namedOrThrow(limit.orgId(), limit.scope()).display())
            .about("scope", limit.scope().kind().column())
            .about("scope_id", limit.scope().id().toString())
            .and(Changes.between(before, after)));
  }

  public static InvalidInputException taken(LimitTerms terms) {
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
