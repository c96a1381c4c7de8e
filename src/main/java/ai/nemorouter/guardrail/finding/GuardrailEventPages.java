package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.guardrail.finding.GuardrailFigures.By;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Period;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Share;
import ai.nemorouter.platform.Address;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// What guardrails found: figures of the last day by rule, the list of events, and one event.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/o/{slug}/guardrails/events")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class GuardrailEventPages {
  private static final Duration CHOICES_OF = Duration.ofDays(30);

  private final GuardrailEvents events;
  private final GuardrailFigures figures;
  private final CurrentActor current;

  GuardrailEventPages(GuardrailEvents events, GuardrailFigures figures, CurrentActor current) {
    this.events = events;
    this.figures = figures;
    this.current = current;
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance events(
        EventPage page, EventInAddress typed, Choices choices, List<Share> day, Address address);

    static native TemplateInstance event(EventDetail detail);
  }

  /// What a list can be narrowed to: the rules and teams of which anything is known.
  public record Choices(List<Share> rules, List<Share> teams) {
    public List<Choice> verdicts() {
      return List.of(
          new Choice("blocked", "Blocked"),
          new Choice("redacted", "Redacted"),
          new Choice("flagged", "Flagged"),
          new Choice("unavailable", "Could not run"));
    }

    public List<Choice> directions() {
      return List.of(
          new Choice(FindingJson.word(Direction.INPUT), "Requests"),
          new Choice(FindingJson.word(Direction.OUTPUT), "Answers"));
    }

    public List<Choice> kinds() {
      return Arrays.stream(Kind.values())
          .map(kind -> new Choice(FindingJson.word(kind), kind.label()))
          .toList();
    }

    public List<Choice> modes() {
      return List.of(new Choice("false", "At work"), new Choice("true", "In shadow mode"));
    }
  }

  /// A word in the address, and what people read.
  public record Choice(String word, String label) {}

  @GET
  public TemplateInstance list(
      @BeanParam EventInAddress typed,
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("after") @DefaultValue("") String after) {
    Actor.Person person = current.personOrThrow();
    Instant now = Instant.now();
    Period choicesOf = new Period(null, now.minus(CHOICES_OF), now);
    Choices choices =
        new Choices(
            figures.shares(person, choicesOf, By.RULE), figures.shares(person, choicesOf, By.TEAM));
    Period day = new Period(null, now.minus(Duration.ofDays(1)), now);
    return Templates.events(
        events.page(
            person,
            typed.filterOrAll(),
            new Cursor(EventInAddress.idOrNull(before), EventInAddress.idOrNull(after)),
            EventPage.SIZE),
        typed,
        choices,
        figures.shares(person, day, By.RULE),
        typed.address());
  }

  @GET
  @Path("{id}")
  public TemplateInstance event(@PathParam("id") UUID id) {
    return Templates.event(events.find(current.personOrThrow(), id));
  }
}
