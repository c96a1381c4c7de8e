package ai.nemorouter.limit.preview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitChanges;
import ai.nemorouter.limit.LimitScopes;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitStatuses;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Says what a change of a limit will do before it is made, from the same counters that the hold
/// engine decides with. Nothing is changed here.
@ForActor
@ApplicationScoped
public class LimitEffects {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

  private final Session session;
  private final LimitStatuses statuses;
  private final LimitScopes scopes;
  private final PastUse pastUse;
  private final PastMonth pastMonth;
  private final Limits limits;
  private final Constraints constraints;
  private final Organizations organizations;

  LimitEffects(
      Session session,
      LimitStatuses statuses,
      LimitScopes scopes,
      PastUse pastUse,
      PastMonth pastMonth,
      Limits limits,
      Constraints constraints,
      Organizations organizations) {
    this.session = session;
    this.statuses = statuses;
    this.scopes = scopes;
    this.pastUse = pastUse;
    this.pastMonth = pastMonth;
    this.limits = limits;
    this.constraints = constraints;
    this.organizations = organizations;
  }

  public LimitEffect ofAdding(Actor actor, Scope scope, LimitTerms wanted) {
    Limits.authorizeChangeOrThrow(actor);
    LimitTerms terms = limits.canonical(actor.orgId(), wanted);
    NamedScope named = scopes.changeableOrThrow(actor, scope);
    Limits.requireOpen(named);
    requireNone(actor.orgId(), scope, terms);
    String headline =
        "From its next call on, %s has a limit of %s%s."
            .formatted(named.display(), terms.display(), terms.narrowing());
    return withPast(actor, scope, terms, beginning(actor, scope, terms, headline));
  }

  /// @throws InvalidInputException if nothing would change
  public LimitEffect ofChange(
      Actor actor, UUID limitId, Period period, long amount, List<Integer> alertAt) {
    Limits.authorizeChangeOrThrow(actor);
    LimitStatus status = findOrThrow(actor, limitId);
    LimitTerms before = status.limit().terms();
    LimitTerms after = before.with(period, amount, alertAt);
    if (after.equals(before)) {
      throw new InvalidInputException("amount", "Nothing is different from what applies now.");
    }
    LimitEffect effect =
        after.period() == before.period()
            ? ofAmount(status, after, zone(actor.orgId()))
            : ofPeriod(actor, status, after);
    return withPast(actor, status.limit().scope(), after, withUnderWay(status, effect));
  }

  private LimitEffect withPast(Actor actor, Scope scope, LimitTerms terms, LimitEffect effect) {
    return pastMonth.of(actor.orgId(), scope, terms).map(effect::with).orElse(effect);
  }

  /// What then still limits the scope.
  public LimitEffect ofRemoval(Actor actor, UUID limitId) {
    Limits.authorizeChangeOrThrow(actor);
    LimitStatus status = findOrThrow(actor, limitId);
    List<String> others = new ArrayList<>();
    boolean allShown = true;
    List<Scope> scopesOver = scopesOver(actor.orgId(), status.limit().scope());
    Map<UUID, List<LimitStatus>> limitsOver =
        statuses.of(actor.orgId(), scopesOver.stream().map(Scope::id).toList());
    for (Scope above : scopesOver) {
      NamedScope named = scopes.namedOrThrow(actor.orgId(), above);
      if (!named.isShownTo(actor)) {
        allShown = false;
        continue;
      }
      limitsOver.getOrDefault(above.id(), List.of()).stream()
          .filter(other -> !other.limit().id().equals(limitId))
          .map(other ->
              "%s on %s, %s left"
                  .formatted(
                      other.limit().terms().title(), named.display(), other.brief(other.left())))
          .forEach(others::add);
    }
    String overall =
        allShown ? "the organization's credit" : "what the organization may use as a whole";
    String headline =
        others.isEmpty()
            ? "Then only %s limits it.".formatted(overall)
            : "Then these limits and %s still apply:".formatted(overall);
    return new LimitEffect(headline, false, others);
  }

  public LimitEffect ofRaise(Actor actor, UUID limitId, Limit.Raise raise) {
    Limits.authorizeChangeOrThrow(actor);
    constraints.requireMet(raise);
    LimitStatus status = findOrThrow(actor, limitId);
    Unit unit = status.unit();
    LimitTerms terms = status.limit().terms();
    String until = moment(raise.until(), zone(actor.orgId()));
    LimitTerms raised =
        terms.with(terms.period(), Math.addExact(terms.amount(), raise.amount()), List.of());
    LimitEffect effect =
        new LimitEffect(
            "Until %s, %s instead of %s."
                .formatted(until, raised.display(), unit.display(terms.amount())),
            false,
            List.of(
                "%s more can be used from the next call on."
                    .formatted(unit.display(Math.max(0, raised.amount() - status.allowed()))),
                "It ends by itself. What was used by then stays used: where that is more than %s, calls are refused until the limit resets."
                    .formatted(unit.display(terms.amount()))));
    Limit.Raise now = status.limit().raise();
    return now == null
        ? effect
        : effect.with("It replaces the raise of " + unit.display(now.amount()) + " in force.");
  }

  public LimitEffect ofRestart(Actor actor, UUID limitId) {
    Limits.authorizeChangeOrThrow(actor);
    LimitStatus status = findOrThrow(actor, limitId);
    Limits.requireRestartable(status.limit());
    String headline =
        "The %s used so far no longer count: %s can be used from the next call on%s."
            .formatted(
                status.unit().display(status.used()),
                status.unit().display(status.allowed()),
                status.resetsAt() == null
                    ? ""
                    : " until " + moment(status.resetsAt(), zone(actor.orgId())));
    return withUnderWay(status, new LimitEffect(headline, false, List.of()));
  }

  private LimitStatus findOrThrow(Actor actor, UUID limitId) {
    LimitStatus status = statuses.findOrThrow(actor.orgId(), limitId);
    scopes.changeableOrThrow(actor, status.limit().scope());
    return status;
  }

  private static LimitEffect ofAmount(LimitStatus status, LimitTerms after, ZoneId zone) {
    Unit unit = status.unit();
    LimitTerms before = status.limit().terms();
    long allowed = status.allowed() - before.amount() + after.amount();
    long taken = status.used() + status.held();
    Limit.Raise raise = status.limit().raise();
    List<String> details = new ArrayList<>();
    if (raise != null) {
      details.add(
          "The temporary raise of %s stays on top: %s in all until %s."
              .formatted(
                  unit.display(raise.amount()),
                  unit.display(allowed),
                  moment(raise.until(), zone)));
    }
    if (!after.alertAt().equals(before.alertAt())) {
      details.add("Alerts are raised " + alerts(after) + ".");
    }
    String change =
        "%s from %s to %s"
            .formatted(
                after.amount() < before.amount() ? "Lowered" : "Raised",
                unit.display(before.amount()),
                unit.display(after.amount()));
    if (after.amount() == before.amount()) {
      return new LimitEffect("The amount stays at " + after.display() + ".", false, details);
    }
    if (status.used() >= allowed) {
      String headline =
          "%s, and %s of %s is used: calls are refused %s."
              .formatted(
                  after.amount() < before.amount() ? "Lowered below what is spent" : change,
                  unit.display(status.used()),
                  unit.display(allowed),
                  untilWhen(status, zone));
      return new LimitEffect(headline, true, details);
    }
    if (taken >= allowed) {
      return new LimitEffect(
          "%s. With what calls under way hold, nothing is left: calls are refused until some of those end."
              .formatted(change),
          true,
          details);
    }
    return new LimitEffect(
        "%s: %s is left from the next call on.".formatted(change, unit.display(allowed - taken)),
        false,
        details);
  }

  private LimitEffect ofPeriod(Actor actor, LimitStatus status, LimitTerms after) {
    requireNone(actor.orgId(), status.limit().scope(), after);
    String headline =
        "It becomes a new limit: %s%s instead of %s."
            .formatted(after.display(), after.narrowing(), status.limit().terms().display());
    LimitEffect effect = beginning(actor, status.limit().scope(), after, headline);
    return status.limit().raise() == null
        ? effect
        : effect.with("The temporary raise ends with the old limit.");
  }

  /// How a new limit begins, kept or restarted.
  private LimitEffect beginning(Actor actor, Scope scope, LimitTerms terms, String headline) {
    List<String> details = new ArrayList<>();
    if (!terms.alertAt().isEmpty() && terms.unit() != Unit.IN_FLIGHT) {
      details.add("Alerts are raised " + alerts(terms) + ".");
    }
    if (terms.unit() == Unit.IN_FLIGHT || terms.period() == Period.MINUTE) {
      details.add(
          terms.unit() == Unit.IN_FLIGHT
              ? "Calls that are under way now are not counted."
              : "The last 60 seconds count at each moment, calls before now included.");
      return new LimitEffect(headline, false, details);
    }
    long past = pastUse.total(actor.orgId(), scope, terms);
    return new LimitEffect(
        headline,
        past >= terms.amount(),
        details,
        past == 0
            ? null
            : "%s of %s%s"
                .formatted(
                    terms.unit().display(past),
                    terms.unit().display(terms.amount()),
                    past >= terms.amount() ? ", so calls are refused at once" : ""));
  }

  private LimitEffect withUnderWay(LimitStatus status, LimitEffect effect) {
    long count =
        session
            .createNativeQuery(
                """
                select count(*) from holds h where h.org_id = :orgId and h.window_ids && (
                  select array_agg(w.id) from windows w where w.org_id = :orgId and w.limit_id = :limitId and w.held > 0)
                """,
                Long.class)
            .setParameter("orgId", status.limit().orgId())
            .setParameter("limitId", status.limit().id())
            .getSingleResult();
    if (count == 0) {
      return effect;
    }
    return effect.with(
        status.unit() == Unit.IN_FLIGHT
            ? Unit.IN_FLIGHT.display(count) + " in flight finish."
            : "%s in flight hold%s %s and finish%s."
                .formatted(
                    Unit.IN_FLIGHT.display(count),
                    count == 1 ? "s" : "",
                    status.unit().display(status.held()),
                    count == 1 ? "es" : ""));
  }

  private static String untilWhen(LimitStatus status, ZoneId zone) {
    if (status.resetsAt() != null) {
      return "until " + moment(status.resetsAt(), zone);
    }
    return status.limit().period() == Period.MINUTE
        ? "until enough of the last minute is forgotten"
        : "until it is raised or restarted";
  }

  private static String alerts(LimitTerms terms) {
    return terms.alertAt().isEmpty()
        ? "at no percentage"
        : "at " + String.join(", ", terms.alertAt().stream().map(String::valueOf).toList()) + " %";
  }

  private void requireNone(UUID orgId, Scope scope, LimitTerms terms) {
    boolean taken =
        statuses.of(orgId, scope).stream()
            .anyMatch(status -> status.limit().terms().isAboutTheSameAs(terms));
    if (taken) {
      throw LimitChanges.taken(terms);
    }
  }

  /// Where a key stands.
  record Place(UUID teamId, @Nullable UUID ownerId) {}

  /// The scope and all that it stands in, the narrowest first.
  private List<Scope> scopesOver(UUID orgId, Scope scope) {
    List<Scope> scopes = new ArrayList<>();
    scopes.add(scope);
    if (scope.kind() == Scope.Kind.KEY) {
      Place place =
          session
              .createNativeQuery(
                  "select team_id, owner_id from key_records where org_id = :orgId and id = :id",
                  Place.class)
              .setParameter("orgId", orgId)
              .setParameter("id", scope.id())
              .getSingleResult();
      if (place.ownerId() != null) {
        scopes.add(Scope.member(place.ownerId()));
      }
      scopes.add(Scope.team(place.teamId()));
    }
    if (scope.kind() != Scope.Kind.ORGANIZATION) {
      scopes.add(Scope.organization(orgId));
    }
    return scopes;
  }

  private ZoneId zone(UUID orgId) {
    return organizations.getOrThrow(orgId).zone();
  }

  private static String moment(@Nullable Instant instant, ZoneId zone) {
    return instant == null ? "" : TIME.format(instant.atZone(zone)) + " (" + zone.getId() + ")";
  }
}
