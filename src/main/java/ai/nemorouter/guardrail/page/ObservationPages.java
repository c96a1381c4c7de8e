package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.EventDetail;
import ai.nemorouter.guardrail.finding.EventPage;
import ai.nemorouter.guardrail.finding.FindingFigures;
import ai.nemorouter.guardrail.finding.GuardrailEvents;
import ai.nemorouter.guardrail.finding.GuardrailFigures;
import ai.nemorouter.guardrail.finding.GuardrailFigures.By;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Period;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Share;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Step;
import ai.nemorouter.guardrail.page.ActivityChart.Span;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.platform.list.Address;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/// What rules found: the figures of one over time and by team and key, and the events.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/o/{slug}/guardrails")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ObservationPages {
  private final Guardrails guardrails;
  private final GuardrailFigures figures;
  private final GuardrailEvents events;
  private final CurrentActor current;
  private final Desks desks;

  ObservationPages(
      Guardrails guardrails,
      GuardrailFigures figures,
      GuardrailEvents events,
      CurrentActor current,
      Desks desks) {
    this.guardrails = guardrails;
    this.figures = figures;
    this.events = events;
    this.current = current;
    this.desks = desks;
  }

  /// The figures of one rule.
  public record Observed(
      Span span, FindingFigures total, ActivityChart chart, List<Share> teams, List<Share> keys) {
    public List<Span> spans() {
      return List.of(Span.values());
    }

    /// How long a request was held up on average.
    public String took() {
      return total.averageTime();
    }
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance figures(Desk desk, RuleLine line, Observed observed);

    static native TemplateInstance events(
        Desk desk, EventPage page, EventQuery query, Address address);

    static native TemplateInstance event(Desk desk, EventDetail detail);
  }

  @GET
  @Path("{id}/figures")
  public TemplateInstance figures(
      @PathParam("id") UUID id, @QueryParam("range") @DefaultValue("") String range) {
    Desk desk = desks.own();
    RuleLine line = RuleLine.of(guardrails.find(desk.keeper(), id));
    Span span = Span.of(range);
    Instant now = Instant.now();
    ChronoUnit unit = span.isHourly() ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    Instant from = now.truncatedTo(unit).minus(span.steps() - 1L, unit);
    Period period = new Period(id, from, now);
    Step step = span.isHourly() ? Step.HOUR : Step.DAY;
    Observed observed =
        new Observed(
            span,
            figures.total(current.personOrThrow(), period),
            ActivityChart.of(span, now, figures.overTime(current.personOrThrow(), period, step)),
            figures.shares(current.personOrThrow(), period, By.TEAM),
            figures.shares(current.personOrThrow(), period, By.KEY));
    return Templates.figures(desk, line, observed);
  }

  @GET
  @Path("events")
  public TemplateInstance events(@BeanParam EventQuery query) {
    EventPage page =
        events.page(current.personOrThrow(), query.filter(), query.cursor(), EventPage.SIZE);
    return Templates.events(desks.own(), page, query, query.address());
  }

  @GET
  @Path("events/{event}")
  public TemplateInstance event(@PathParam("event") UUID eventId) {
    return Templates.event(desks.own(), events.find(current.personOrThrow(), eventId));
  }
}
