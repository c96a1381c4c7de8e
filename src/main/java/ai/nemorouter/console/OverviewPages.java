package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.usage.CallRow;
import ai.nemorouter.usage.Calls;
import ai.nemorouter.usage.Spend;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// The page one lands on: what is spent, by whom, and which limit will bite first.
@Needs(Permission.VIEW_OVERVIEW)
@Path("/o/{slug}/overview")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OverviewPages {
  private static final int CALLS_SHOWN = 8;
  private static final int LIMITS_SHOWN = 5;

  private final CurrentActor current;
  private final CurrentOrganization organization;
  private final Spend spend;
  private final Calls calls;
  private final TightLimits limits;
  private final Setup setup;

  OverviewPages(
      CurrentActor current,
      CurrentOrganization organization,
      Spend spend,
      Calls calls,
      TightLimits limits,
      Setup setup) {
    this.current = current;
    this.organization = organization;
    this.spend = spend;
    this.calls = calls;
    this.limits = limits;
    this.setup = setup;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance overview(Overview overview);
  }

  @GET
  public TemplateInstance overview(@QueryParam("period") @DefaultValue("") String word) {
    Actor actor = current.personOrThrow();
    ZoneId zone = organization.getOrThrow().zone();
    OverviewPeriod period = OverviewPeriod.of(word);
    Instant now = Instant.now();
    Spend.Span span = period.span(now, zone);
    List<CallRow> latest =
        actor.mayAnywhere(Permission.VIEW_CALLS) ? calls.latest(actor, CALLS_SHOWN) : List.of();
    Balance credit = actor.may(Permission.VIEW_CREDIT) ? setup.credit(actor) : null;
    return Templates.overview(
        new Overview(
            period,
            spend.totals(actor, span),
            spend.totals(actor, period.previous(now, zone)),
            SpendChart.of(
                period, period.starts(now, zone), spend.series(actor, span, period.unit(), zone)),
            credit,
            spend.topModels(actor, span),
            spend.topKeys(actor, span),
            latest,
            actor.mayAnywhere(Permission.VIEW_LIMITS)
                ? limits.first(actor, LIMITS_SHOWN)
                : List.of(),
            latest.isEmpty() && credit != null && Setup.isShownTo(actor)
                ? setup.steps(actor, credit)
                : null));
  }
}
