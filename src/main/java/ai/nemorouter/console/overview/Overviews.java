package ai.nemorouter.console.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.usage.RequestRow;
import ai.nemorouter.usage.Requests;
import ai.nemorouter.usage.report.Grouping;
import ai.nemorouter.usage.report.Metric;
import ai.nemorouter.usage.report.UsageSummaries;
import ai.nemorouter.usage.report.UsageSummary;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Puts the overview together in one transaction. Each part of it looks after its own permission.
@ForActor
@ApplicationScoped
class Overviews {
  private static final int REQUESTS_SHOWN = 8;
  private static final int LIMITS_SHOWN = 3;

  private final UsageSummaries summaries;
  private final Requests requests;
  private final TightLimits tightest;
  private final Limits limits;
  private final Setup setup;

  /// Organizations that have taken all first steps, which this node need not count again.
  private final Set<UUID> established = ConcurrentHashMap.newKeySet();

  Overviews(
      UsageSummaries summaries,
      Requests requests,
      TightLimits tightest,
      Limits limits,
      Setup setup) {
    this.summaries = summaries;
    this.requests = requests;
    this.tightest = tightest;
    this.limits = limits;
    this.setup = setup;
  }

  /// What of its period the overview charts.
  record View(OverviewPeriod period, Grouping grouping, Metric metric) {}

  /// @param baseUrl under which people reach this installation
  Overview of(Actor.Person actor, View view, ZoneId zone, String baseUrl) {
    Instant now = Instant.now();
    List<RequestRow> latest =
        actor.mayAnywhere(Permission.VIEW_CALLS)
            ? requests.latest(actor, REQUESTS_SHOWN)
            : List.of();
    Balance credit = actor.may(Permission.VIEW_CREDIT) ? setup.credit(actor) : null;
    FirstSteps left = left(actor, baseUrl);
    boolean hidden = left != null && setup.isHidden(actor);
    UsageSummary summary =
        summaries.of(actor, view.period().times(now, zone), view.grouping(), view.metric());
    return new Overview(
        view.period(),
        summary,
        MonthSpend.of(summary.month(), monthLimit(actor), now, zone),
        credit,
        latest,
        actor.mayAnywhere(Permission.VIEW_LIMITS) ? tightest.first(actor, LIMITS_SHOWN) : List.of(),
        hidden ? null : left,
        latest.isEmpty() && !Setup.isShownTo(actor) ? setup.firstKey(actor) : null,
        hidden && left != null);
  }

  /// What of the spend that the actor sees is limited as a whole; null where nothing is.
  private @Nullable LimitStatus monthLimit(Actor actor) {
    if (!actor.may(Permission.VIEW_OVERVIEW) || !actor.may(Permission.VIEW_LIMITS)) {
      return null;
    }
    return limits.list(actor, Scope.organization(actor.orgId())).stream()
        .filter(status -> isOfWholeMonth(status.limit().terms()))
        .min(Comparator.comparingLong(LimitStatus::left))
        .orElse(null);
  }

  private static boolean isOfWholeMonth(LimitTerms terms) {
    return terms.unit() == Unit.USD
        && terms.period() == Period.MONTH
        && terms.model() == null
        && terms.provider() == null;
  }

  /// Null where nothing is left to do.
  private @Nullable FirstSteps left(Actor actor, String baseUrl) {
    if (!Setup.isShownTo(actor) || established.contains(actor.orgId())) {
      return null;
    }
    FirstSteps steps = setup.steps(actor, baseUrl);
    if (steps.isComplete()) {
      established.add(actor.orgId());
      return null;
    }
    return steps;
  }
}
