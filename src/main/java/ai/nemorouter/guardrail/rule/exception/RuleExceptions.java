package ai.nemorouter.guardrail.rule.exception;

import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.Place;
import ai.nemorouter.guardrail.rule.Places;
import ai.nemorouter.guardrail.rule.RuleEntity;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleRows;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Grants, lists and ends exceptions from rules. Only those who may change a rule at its own level
/// except from it, so a rule from above cannot be circumvented.
@ApplicationScoped
public class RuleExceptions {
  static final int OF_A_RULE_MAX = 100;
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Guardrails guardrails;
  private final RuleRows rows;
  private final ExceptionRows exceptions;
  private final Places places;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  RuleExceptions(
      Guardrails guardrails,
      RuleRows rows,
      ExceptionRows exceptions,
      Places places,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.guardrails = guardrails;
    this.rows = rows;
    this.exceptions = exceptions;
    this.places = places;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Those of one rule, the newest first.
  public PageOf<RuleException> list(RuleKeeper keeper, UUID ruleId, int page) {
    StoredRule rule = guardrails.find(keeper, ruleId);
    return keeper.in(
        database, () -> exceptions.page(keeper.orgId(), rule.id(), page, database.now()));
  }

  /// From now on until it ends, the rule does not apply to that scope.
  ///
  /// @param scope a narrower one than the rule's: a team or key; of a rule of the installation also
  ///   an organization
  public UUID grant(RuleKeeper keeper, UUID ruleId, RuleScope scope, Grant grant) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return guardrails.changing(
        keeper,
        () -> {
          long change = rows.nextChange();
          RuleEntity rule = lockOrThrow(keeper, ruleId);
          constraints.requireMet(grant);
          requireTime(grant.endsAt());
          Place place = places.getOrThrow(keeper.orgId(), scope);
          requireWithin(rule, place);
          place.requireOpen();
          if (exceptions.current(keeper.orgId(), ruleId, database.now()) >= OF_A_RULE_MAX) {
            throw new InvalidInputException(
                "scope",
                "The rule has %d exceptions, which is the most. End one first."
                    .formatted(OF_A_RULE_MAX));
          }
          ExceptionEntity made =
              new ExceptionEntity(
                  rule, Ids.next(), scope, grant, keeper.displayName(), database.now());
          exceptions.persist(made);
          rule.touch(change);
          record(keeper, "guardrail.excepted", rule, made, grant.reason());
          return made.id();
        });
  }

  /// Ends one before its time. Does nothing where it is over.
  public void end(RuleKeeper keeper, UUID ruleId, UUID exceptionId) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    guardrails.changing(
        keeper,
        () -> {
          long change = rows.nextChange();
          RuleEntity rule = lockOrThrow(keeper, ruleId);
          ExceptionEntity exception = exceptions.getOrThrow(keeper.orgId(), ruleId, exceptionId);
          if (!exception.isOver(database.now())) {
            exception.end(database.now(), keeper.displayName());
            rule.touch(change);
            record(keeper, "guardrail.exception_ended", rule, exception, "");
          }
          return true;
        });
  }

  private RuleEntity lockOrThrow(RuleKeeper keeper, UUID ruleId) {
    RuleEntity rule = rows.lockOrThrow(keeper.orgId(), ruleId);
    keeper.manageOrThrow(rule.scope(), rule.teamId());
    return rule;
  }

  private void requireTime(Instant endsAt) {
    Instant now = database.now();
    if (!endsAt.isAfter(now) || endsAt.isAfter(now.plus(LONGEST))) {
      throw new InvalidInputException(
          "ends_at", "Choose an end in the future, within a year from now.");
    }
  }

  /// An exception is for a part of what the rule applies to.
  private static void requireWithin(RuleEntity rule, Place place) {
    boolean narrower = place.scope().level().compareTo(rule.scope().level()) > 0;
    boolean within =
        switch (rule.scope().level()) {
          case INSTALLATION, ORGANIZATION -> true;
          case TEAM -> rule.scope().id().equals(place.teamId());
          case KEY -> false;
        };
    if (!within) {
      throw new NotFoundException(place.scope().level().word());
    }
    if (!narrower) {
      throw new InvalidInputException(
          "scope", "An exception is for a part of what the rule applies to: a team or a key.");
    }
  }

  private void record(
      RuleKeeper keeper, String action, RuleEntity rule, ExceptionEntity exception, String reason) {
    Changes changes =
        Changes.none()
            .about("name", rule.name())
            .about("scope", exception.scope().level().word() + " " + exception.scope().id())
            .about("owner", exception.owner())
            .about("ends_at", exception.endsAt().toString());
    if (!reason.isEmpty()) {
      changes.about("reason", reason);
    }
    keeper.record(auditLog, action, rule.id(), changes);
  }
}
