package ai.nemorouter.guardrail.rule;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Creates, lists, changes, switches and deletes rules. Every change is a new version, and counts
/// on this node at once and on all others within a second.
@ApplicationScoped
public class Guardrails {
  public static final String DELETED = "deleted";

  private final RuleRows rows;
  private final RuleChanges changes;
  private final Places places;
  private final Database database;
  private final AuditLog auditLog;
  private final Event<RulesChanged> changed;

  Guardrails(
      RuleRows rows,
      RuleChanges changes,
      Places places,
      Database database,
      AuditLog auditLog,
      Event<RulesChanged> changed) {
    this.rows = rows;
    this.changes = changes;
    this.places = places;
    this.database = database;
    this.auditLog = auditLog;
    this.changed = changed;
  }

  /// The orders in which rules are listed.
  public enum Sort {
    LEVEL,
    NAME,
    NEWEST
  }

  /// Those that the keeper may see.
  ///
  /// @param query shows those in one state by its word, or `DELETED` ones; by a `Sort`
  public PageOf<StoredRule> list(RuleKeeper keeper, ListQuery query) {
    Reach reach = keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    ListQuery known =
        query.knowing(
            Sort.class,
            DELETED,
            RuleState.OFF.word(),
            RuleState.SHADOW.word(),
            RuleState.ON.word());
    return keeper.in(database, () -> rows.page(keeper.orgId(), reach, known));
  }

  /// The keeper's rules that apply to a scope, those of wider scopes first. The installation's own
  /// are not among them: `RulesInForce.ofInstallation` has them.
  public List<StoredRule> applying(RuleKeeper keeper, RuleScope scope) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return keeper.in(
        database,
        () -> {
          Place place = places.getOrThrow(keeper.orgId(), scope);
          if (!keeper.sees(scope, place.teamId())) {
            throw new NotFoundException(scope.level().word());
          }
          List<UUID> scopeIds =
              Stream.of(keeper.orgId(), place.teamId(), scope.id())
                  .filter(Objects::nonNull)
                  .distinct()
                  .toList();
          return rows.applying(keeper.orgId(), scopeIds);
        });
  }

  /// @throws NotFoundException also for a rule that the keeper may not see
  public StoredRule find(RuleKeeper keeper, UUID id) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return keeper.in(
        database,
        () -> {
          StoredRule rule = rows.getOrThrow(keeper.orgId(), id);
          if (!keeper.sees(rule.scope(), rule.teamId())) {
            throw RuleRows.none();
          }
          return rule;
        });
  }

  /// For a form that changes it.
  public StoredRule findForChange(RuleKeeper keeper, UUID id) {
    StoredRule rule = find(keeper, id);
    keeper.manageOrThrow(rule.scope(), rule.teamId());
    if (rule.deletedAt() != null) {
      throw RuleRows.none();
    }
    return rule;
  }

  /// For a form that creates one: whether the keeper may have rules there.
  ///
  /// @return what the scope is called; empty for the widest
  public String scopeForChange(RuleKeeper keeper, RuleScope scope) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return keeper.in(
        database,
        () -> {
          Place place = places.getOrThrow(keeper.orgId(), scope);
          keeper.manageOrThrow(scope, place.teamId());
          place.requireOpen();
          return place.name();
        });
  }

  /// The scope that a program names.
  ///
  /// @param word `organization`, `team` or `key`; null for the organization
  /// @param reference an id; of a team also its name; not needed for the organization
  public RuleScope scopeOrThrow(
      RuleKeeper keeper, @Nullable String word, @Nullable String reference) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    Level level =
        Level.of(word == null ? Level.ORGANIZATION.word() : word)
            .filter(found -> found != Level.INSTALLATION)
            .orElseThrow(() ->
                new InvalidInputException(
                    "scope", "`scope` must be \"organization\", \"team\" or \"key\"."));
    if (level == Level.ORGANIZATION) {
      return keeper.widest();
    }
    if (reference == null) {
      throw new InvalidInputException(
          "scope_id", "`scope_id` is required: name the %s.".formatted(level.word()));
    }
    return keeper.in(database, () -> places.findOrThrow(keeper.orgId(), level, reference));
  }

  /// @param reason why; may be empty
  public StoredRule create(RuleKeeper keeper, RuleScope scope, RuleTerms terms, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return changing(
        keeper,
        () -> {
          Place place = places.getOrThrow(keeper.orgId(), scope);
          return create(keeper, place, terms, reason, database.now());
        });
  }

  /// As part of a transaction.
  ///
  /// @param at since when there is the rule
  public StoredRule create(
      RuleKeeper keeper, Place place, RuleTerms terms, String reason, Instant at) {
    keeper.manageOrThrow(place.scope(), place.teamId());
    place.requireOpen();
    RuleEntity rule =
        changes.create(keeper.orgId(), place, terms, keeper.displayName(), reason, at);
    keeper.record(
        auditLog,
        "guardrail.created",
        rule.id(),
        Changes.between(null, RuleJson.audited(terms))
            .about("scope", scope(place.scope()))
            .about("reason", reason));
    return rows.getOrThrow(keeper.orgId(), rule.id());
  }

  /// Makes a new version. Does nothing where nothing differs.
  ///
  /// @param seen the version that the change was made from, so that no other change is lost; null
  ///   for any
  /// @param reason why
  public StoredRule change(
      RuleKeeper keeper, UUID id, RuleTerms terms, @Nullable Integer seen, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return changing(
        keeper, () -> change(keeper, id, terms, new Making("changed", seen, null, reason)));
  }

  /// Turns it on, into shadow mode, or off.
  ///
  /// @param reason why; may be empty
  public StoredRule switchTo(RuleKeeper keeper, UUID id, RuleState state, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return changing(
        keeper,
        () -> {
          RuleTerms before = rows.getOrThrow(keeper.orgId(), id).terms();
          return change(keeper, id, before.in(state), new Making("switched", null, null, reason));
        });
  }

  /// What a new version is made for.
  ///
  /// @param verb for the audit log
  /// @param seen the version that has to be the one in force; null for any
  /// @param returnsTo the version that it returns to; null for none
  public record Making(
      String verb, @Nullable Integer seen, @Nullable Integer returnsTo, String reason) {}

  /// As part of a transaction.
  public StoredRule change(RuleKeeper keeper, UUID id, RuleTerms terms, Making making) {
    long change = rows.nextChange();
    StoredRule before = rows.getOrThrow(keeper.orgId(), id);
    keeper.manageOrThrow(before.scope(), before.teamId());
    RuleEntity rule = rows.lockOrThrow(keeper.orgId(), id);
    changes.requireUnchanged(before, making.seen());
    if (before.terms().equals(terms)) {
      return before;
    }
    changes.advance(keeper.displayName(), rule, terms, making, change);
    Changes told =
        Changes.none()
            .about("name", terms.name())
            .and(Changes.between(RuleJson.audited(before.terms()), RuleJson.audited(terms)))
            .about("version", rule.version())
            .about("reason", making.reason());
    if (making.returnsTo() != null) {
      told.about("returns_to", making.returnsTo());
    }
    keeper.record(auditLog, "guardrail." + making.verb(), id, told);
    return rows.getOrThrow(keeper.orgId(), id);
  }

  /// Its versions stay as history.
  ///
  /// @param reason why; may be empty
  public void delete(RuleKeeper keeper, UUID id, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    changing(
        keeper,
        () -> {
          StoredRule before = rows.getOrThrow(keeper.orgId(), id);
          keeper.manageOrThrow(before.scope(), before.teamId());
          long change = rows.nextChange();
          rows.lockOrThrow(keeper.orgId(), id).delete(database.now(), keeper.displayName(), change);
          keeper.record(
              auditLog,
              "guardrail.deleted",
              id,
              Changes.between(RuleJson.audited(before.terms()), null)
                  .about("scope", scope(before.scope()))
                  .about("reason", reason));
          return true;
        });
  }

  /// @throws InvalidInputException for what cannot be stored either
  public void requireUsable(RuleTerms terms) {
    changes.requireValid(terms, "");
  }

  /// Tells this node once the change is committed; the others ask for it.
  public <T> T changing(RuleKeeper keeper, Supplier<T> work) {
    T result = keeper.in(database, work);
    changed.fire(new RulesChanged());
    return result;
  }

  private static String scope(RuleScope scope) {
    return switch (scope.level()) {
      case INSTALLATION, ORGANIZATION -> scope.level().word();
      case TEAM, KEY -> scope.level().word() + " " + scope.id();
    };
  }
}
