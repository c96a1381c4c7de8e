package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.secret.Secrets;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether an organization keeps samples of its requests. It keeps none unless somebody who may
/// change guardrails in all of it says so; to stop deletes all that is kept.
@ApplicationScoped
public class Sampling {
  private static final String TARGET = "guardrail samples";

  private final SamplingRows rows;
  private final SampleRows samples;
  private final Constraints constraints;
  private final Secrets secrets;
  private final Database database;
  private final AuditLog auditLog;
  private final Event<SamplingChanged> changed;

  Sampling(
      SamplingRows rows,
      SampleRows samples,
      Constraints constraints,
      Secrets secrets,
      Database database,
      AuditLog auditLog,
      Event<SamplingChanged> changed) {
    this.rows = rows;
    this.samples = samples;
    this.constraints = constraints;
    this.secrets = secrets;
    this.database = database;
    this.auditLog = auditLog;
    this.changed = changed;
  }

  public SamplingState find(Actor actor) {
    actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return database.joining(
        actor.orgId(),
        () ->
            rows.of(actor.orgId()).map(row -> state(actor.orgId(), row)).orElse(SamplingState.OFF));
  }

  private SamplingState state(UUID orgId, SamplingEntity row) {
    Instant now = database.now();
    return new SamplingState(
        row.terms(),
        row.setBy(),
        row.setAt(),
        samples.countOfRequests(orgId, now),
        samples.countSaved(orgId, now));
  }

  /// Keeps samples from now on, or keeps others than before. What is beyond the new bounds is
  /// deleted.
  ///
  /// @throws InvalidInputException where nothing can be stored encrypted
  public void keep(Actor actor, SamplingTerms terms) {
    actor.authorizeOrThrow(Permission.MANAGE_GUARDRAILS);
    constraints.requireMet(terms);
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("form", Secrets.REMEDY);
    }
    database.joining(
        actor.orgId(),
        () -> {
          boolean begun = rows.make(actor.orgId(), terms, actor.displayName());
          SamplingEntity row = rows.lock(actor.orgId()).orElseThrow();
          SamplingTerms before = row.terms();
          if (begun) {
            record(actor, "started", null, terms.json());
          } else if (!before.equals(terms)) {
            row.set(terms, actor.displayName(), database.now());
            samples.resetExpiry(actor.orgId(), terms.days());
            samples.trim(actor.orgId(), terms.maximum());
            record(actor, "changed", before.json(), terms.json());
          }
          return true;
        });
    changed.fire(new SamplingChanged());
  }

  /// Keeps none any more, and deletes all that is kept. Does nothing where none is kept.
  ///
  /// @return how many were deleted
  public long stop(Actor actor) {
    actor.authorizeOrThrow(Permission.MANAGE_GUARDRAILS);
    long deleted =
        database.joining(
            actor.orgId(),
            () -> {
              SamplingEntity row = rows.lock(actor.orgId()).orElse(null);
              if (row == null) {
                return 0L;
              }
              ObjectNode before = row.terms().json();
              long gone = samples.delete("orgId", actor.orgId());
              rows.delete(row);
              record(actor, "stopped", before, null);
              return gone;
            });
    changed.fire(new SamplingChanged());
    return deleted;
  }

  private void record(
      Actor actor, String verb, @Nullable ObjectNode before, @Nullable ObjectNode after) {
    auditLog.record(actor, "guardrail_sampling." + verb, TARGET, Changes.between(before, after));
  }
}
