package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.limit.LimitChanges.Origin;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Adds, changes, raises, restarts, removes and shows limits. A scope has at most one limit for
/// each unit, period, model and provider. Every change counts from the next hold on, on every node;
/// calls under way keep what they hold and finish.
@ForActor
@ApplicationScoped
public class Limits {
  private final Database database;
  private final LimitRows rows;
  private final LimitStatuses statuses;
  private final LimitScopes scopes;
  private final LimitChanges changes;
  private final Constraints constraints;
  private final Catalog catalog;

  Limits(
      Database database,
      LimitRows rows,
      LimitStatuses statuses,
      LimitScopes scopes,
      LimitChanges changes,
      Constraints constraints,
      Catalog catalog) {
    this.database = database;
    this.rows = rows;
    this.statuses = statuses;
    this.scopes = scopes;
    this.changes = changes;
    this.constraints = constraints;
    this.catalog = catalog;
  }

  /// The limits of one scope, in the order of units and periods.
  public List<LimitStatus> list(Actor actor, Scope scope) {
    scopes.shownOrThrow(actor, scope);
    return statuses.of(actor.orgId(), scope);
  }

  /// The same of many scopes by the scope's id, for a use case that has authorized its actor.
  public Map<UUID, List<LimitStatus>> of(UUID orgId, Collection<UUID> scopeIds) {
    return statuses.of(orgId, scopeIds);
  }

  /// What a scope is called, for a page about its limits.
  public NamedScope scope(Actor actor, Scope scope) {
    return scopes.shownOrThrow(actor, scope);
  }

  /// What a scope is called, for a form that adds a limit to it.
  public NamedScope scopeForChange(Actor actor, Scope scope) {
    authorizeChangeOrThrow(actor);
    return scopes.changeableOrThrow(actor, scope);
  }

  /// For a form that changes it.
  public NamedLimit findForChange(Actor actor, UUID limitId) {
    authorizeChangeOrThrow(actor);
    LimitStatus status = statuses.findOrThrow(actor.orgId(), limitId);
    return new NamedLimit(scopes.changeableOrThrow(actor, status.limit().scope()), status);
  }

  public NamedLimit find(Actor actor, UUID limitId) {
    actor.reachOrThrow(Permission.VIEW_LIMITS);
    LimitStatus status = statuses.findOrThrow(actor.orgId(), limitId);
    return new NamedLimit(scopes.shownOrThrow(actor, status.limit().scope()), status);
  }

  /// Adds a limit.
  ///
  /// @param beginning whether it counts what the scope's calls took in its period so far
  /// @return its id
  public UUID add(Actor actor, Scope scope, LimitTerms terms, CountFrom beginning) {
    authorizeChangeOrThrow(actor);
    requireOpen(scopes.changeableOrThrow(actor, scope));
    return changes.add(actor, scope, canonical(actor.orgId(), terms), new Origin(beginning, null));
  }

  /// Changes amount, thresholds or period. A changed amount keeps the window: what it has counted
  /// stays, even where that is more than is now allowed, and then calls are refused until the next
  /// window. A changed period makes a new limit in place of the old one, without its temporary
  /// raise; `beginning` says whether the new one's window is kept (what the scope's calls took in
  /// the new period so far) or restarted.
  ///
  /// @return its id, another one where the period changed
  public UUID change(
      Actor actor,
      UUID limitId,
      Period period,
      long amount,
      List<Integer> alertAt,
      CountFrom beginning) {
    authorizeChangeOrThrow(actor);
    LimitEntity row = lockOrThrow(actor, limitId);
    LimitTerms before = row.terms();
    LimitTerms terms = before.with(period, amount, alertAt);
    if (terms.period() != before.period()) {
      changes.remove(actor, row);
      return changes.add(actor, row.scope(), terms, new Origin(beginning, null));
    }
    if (!terms.equals(before)) {
      changes.change(actor, row, terms);
    }
    return limitId;
  }

  /// Allows more for a while: `raise.amount()` on top of the amount, in every window until then.
  /// What was used by then stays used. Another raise replaces it.
  public void raise(Actor actor, UUID limitId, Limit.Raise raise) {
    authorizeChangeOrThrow(actor);
    constraints.requireMet(raise);
    changes.raise(actor, lockOrThrow(actor, limitId), raise);
  }

  /// Ends a temporary raise before its time. Does nothing where there is none.
  public void endRaise(Actor actor, UUID limitId) {
    authorizeChangeOrThrow(actor);
    LimitEntity row = lockOrThrow(actor, limitId);
    if (row.limit(database.now()).raise() != null) {
      changes.raise(actor, row, null);
    }
  }

  /// Begins a fresh window now: nothing is used in it. Calls under way count where they are held,
  /// in the window before.
  public void restart(Actor actor, UUID limitId) {
    authorizeChangeOrThrow(actor);
    LimitEntity row = lockOrThrow(actor, limitId);
    LimitStatus status = statuses.findOrThrow(actor.orgId(), limitId);
    requireRestartable(status.limit());
    changes.restart(actor, row, status);
  }

  /// Removes a limit. What it counted stays on record; a limit that is made in its place counts
  /// from the calls again.
  public void remove(Actor actor, UUID limitId) {
    authorizeChangeOrThrow(actor);
    changes.remove(actor, lockOrThrow(actor, limitId));
  }

  /// Sets how many US dollars may be spent in a period, whether or not there is such a limit yet. A
  /// new one counts what its period has seen so far, so that removing a budget and setting it again
  /// is no way to a fresh window.
  public void set(Actor actor, Scope scope, Budget budget) {
    authorizeChangeOrThrow(actor);
    scopes.changeableOrThrow(actor, scope);
    Optional<Limit> existing = budgetOf(actor.orgId(), scope, budget.period());
    LimitTerms terms = LimitTerms.of(budget);
    if (existing.isEmpty()) {
      changes.add(actor, scope, terms, Origin.COUNTING_THE_PERIOD);
    } else if (existing.get().terms().amount() != terms.amount()) {
      LimitEntity row = rows.lockOrThrow(actor.orgId(), existing.get().id());
      LimitTerms before = row.terms();
      changes.change(actor, row, before.with(before.period(), terms.amount(), before.alertAt()));
    }
  }

  /// Makes one budget of a scope into another, or into none: the use case behind a key's `limit`
  /// and `limit_reset`. A changed period counts what the new period has seen so far.
  public void replaceBudget(
      Actor actor, Scope scope, @Nullable Budget before, @Nullable Budget after) {
    authorizeChangeOrThrow(actor);
    scopes.changeableOrThrow(actor, scope);
    if (before != null && (after == null || after.period() != before.period())) {
      budgetOf(actor.orgId(), scope, before.period())
          .map(limit -> rows.lockOrThrow(actor.orgId(), limit.id()))
          .ifPresent(row -> changes.remove(actor, row));
    }
    if (after != null) {
      set(actor, scope, after);
    }
  }

  /// The limit that leaves the least: of those in US dollars that count every call, what the next
  /// call can spend at most.
  public static Optional<LimitStatus> tightestBudget(List<LimitStatus> limits) {
    return limits.stream()
        .filter(status -> status.unit() == Unit.USD && !status.limit().terms().isNarrowed())
        .min(Comparator.comparingLong(LimitStatus::left));
  }

  /// The limit closest to its cap, in whichever unit.
  public static Optional<LimitStatus> tightest(List<LimitStatus> limits) {
    return limits.stream().max(Comparator.comparingInt(LimitStatus::percent));
  }

  /// Names as the gateway writes them: calls are compared with a limit's model and provider letter
  /// by letter.
  public LimitTerms canonical(UUID orgId, LimitTerms terms) {
    String model = terms.model();
    String provider = terms.provider();
    return terms.narrowedTo(
        model == null
            ? null
            : catalog.find(orgId, model).stream()
                .findFirst()
                .map(Offering::slug)
                .orElse(ModelName.folded(model)),
        provider == null ? null : provider.toLowerCase(Locale.ROOT));
  }

  public static void requireRestartable(Limit limit) {
    if (!limit.canRestart()) {
      throw new InvalidInputException(
          "limit",
          limit.unit() == Unit.IN_FLIGHT
              ? "Calls in flight leave by themselves: there is nothing to restart."
              : "A rolling minute forgets by itself: there is nothing to restart.");
    }
  }

  public static void requireOpen(NamedScope scope) {
    if (!scope.open()) {
      throw new InvalidInputException(
          "scope",
          scope.scope().kind() == Scope.Kind.TEAM
              ? "This team is archived: no call is made in it."
              : "This key was revoked: no call is made with it.");
    }
  }

  /// The first line of whatever changes a limit, before it is known which team the limit is in.
  ///
  /// @throws ai.nemorouter.access.ForbiddenException if the actor may change none at all
  public static void authorizeChangeOrThrow(Actor actor) {
    if (!actor.may(Permission.CHANGE_LIMITS)) {
      actor.reachOrThrow(Permission.CHANGE_KEY_LIMITS);
    }
  }

  private LimitEntity lockOrThrow(Actor actor, UUID limitId) {
    LimitEntity row = rows.lockOrThrow(actor.orgId(), limitId);
    scopes.changeableOrThrow(actor, row.scope());
    return row;
  }

  private Optional<Limit> budgetOf(UUID orgId, Scope scope, Period period) {
    return statuses.of(orgId, scope).stream()
        .map(LimitStatus::limit)
        .filter(limit -> limit.terms().isAboutTheSameAs(LimitTerms.of(Unit.USD, period, 0)))
        .findFirst();
  }
}
