package ai.nemorouter.console.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.http.BaseUrl;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.usage.RequestRow;
import ai.nemorouter.usage.report.Grouping;
import ai.nemorouter.usage.report.Metric;
import ai.nemorouter.usage.report.UsageSummary;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The landing page: what is spent, by model, team, key or member, and which limit will be reached
/// first.
@Needs(Permission.VIEW_OVERVIEW)
@Path("/o/{slug}/overview")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OverviewPages {
  /// Tells htmx to look no more.
  static final int STOP_LOOKING = 286;

  private final CurrentActor current;
  private final CurrentOrganization organization;
  private final Overviews overviews;
  private final Setup setup;
  private final BaseUrl baseUrl;

  OverviewPages(
      CurrentActor current,
      CurrentOrganization organization,
      Overviews overviews,
      Setup setup,
      BaseUrl baseUrl) {
    this.current = current;
    this.organization = organization;
    this.overviews = overviews;
    this.setup = setup;
    this.baseUrl = baseUrl;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance overview(Overview overview);

    static native TemplateInstance firstRequestStep(@Nullable RequestRow request, long lookUntil);
  }

  @GET
  public TemplateInstance overview(
      @QueryParam("period") @DefaultValue("") String period,
      @QueryParam("group") @DefaultValue("") String group,
      @QueryParam("metric") @DefaultValue("") String metric,
      @Context UriInfo uri) {
    return Templates.overview(
        overviews.of(
            current.personOrThrow(),
            new Overviews.View(OverviewPeriod.of(period), grouping(group), metric(metric)),
            organization.getOrThrow().zone(),
            baseUrl.of(uri)));
  }

  /// Whether the first request has come, for a page that waits for it: then it is loaded anew, with
  /// all that there is to see.
  @GET
  @Path("first-request")
  public Response firstRequest(@QueryParam("until") long until) {
    Actor actor = current.personOrThrow();
    RequestRow request =
        actor.mayAnywhere(Permission.VIEW_CALLS) ? setup.latestRequest(actor) : null;
    if (request != null) {
      return Response.status(STOP_LOOKING)
          .header("HX-Refresh", "true")
          .entity(Templates.firstRequestStep(request, 0))
          .build();
    }
    return Instant.now().getEpochSecond() > until
        ? Response.status(STOP_LOOKING).entity(Templates.firstRequestStep(null, 0)).build()
        : Response.noContent().build();
  }

  @POST
  @Path("first-steps/hide")
  public Response hide(@Context HttpHeaders headers) {
    setup.hide(current.personOrThrow());
    return Redirect.to(
        headers, path(), "The first steps are hidden. “Show first steps” brings them back.");
  }

  @POST
  @Path("first-steps/show")
  public Response show(@Context HttpHeaders headers) {
    setup.show(current.personOrThrow());
    return Redirect.to(headers, path());
  }

  /// A value that the page does not offer counts as no choice.
  private static Grouping grouping(String word) {
    return Grouping.of(word).filter(UsageSummary.GROUPINGS::contains).orElse(Grouping.MODEL);
  }

  private static Metric metric(String word) {
    Metric metric = Metric.of(word);
    return UsageSummary.METRICS.contains(metric) ? metric : Metric.SPEND;
  }

  private String path() {
    return organization.getOrThrow().path("overview");
  }
}
