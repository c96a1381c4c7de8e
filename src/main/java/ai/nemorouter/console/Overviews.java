package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.usage.CallRow;
import ai.nemorouter.usage.Calls;
import ai.nemorouter.usage.Spend;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Puts the overview together in one transaction. Each part of it looks after its own permission.
@ForActor
@ApplicationScoped
class Overviews {
  private static final int CALLS_SHOWN = 8;
  private static final int LIMITS_SHOWN = 5;

  private final Spend spend;
  private final Calls calls;
  private final TightLimits limits;
  private final Setup setup;

  /// Organizations that have taken all first steps, which this node need not count again.
  private final Set<UUID> established = ConcurrentHashMap.newKeySet();

  Overviews(Spend spend, Calls calls, TightLimits limits, Setup setup) {
    this.spend = spend;
    this.calls = calls;
    this.limits = limits;
    this.setup = setup;
  }

  /// @param baseUrl under which people reach this installation
  Overview of(Actor.Person actor, OverviewPeriod period, ZoneId zone, String baseUrl) {
    Instant now = Instant.now();
    Spend.Span span = period.span(now, zone);
    List<CallRow> latest =
        actor.mayAnywhere(Permission.VIEW_CALLS) ? calls.latest(actor, CALLS_SHOWN) : List.of();
    Balance credit = actor.may(Permission.VIEW_CREDIT) ? setup.credit(actor) : null;
    FirstSteps left = left(actor, baseUrl);
    boolean hidden = left != null && setup.isHidden(actor);
    return new Overview(
        period,
        spend.totals(actor, span),
        spend.totals(actor, period.previous(now, zone)),
        SpendChart.of(
            period, period.starts(now, zone), spend.series(actor, span, period.unit(), zone)),
        credit,
        spend.topModels(actor, span),
        spend.topKeys(actor, span),
        latest,
        actor.mayAnywhere(Permission.VIEW_LIMITS) ? limits.first(actor, LIMITS_SHOWN) : List.of(),
        hidden ? null : left,
        hidden && left != null);
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
