package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.GuardrailFigures.By;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Period;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Step;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Listed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What guardrails did in figures, for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
@Path("/v1/guardrails/figures")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class GuardrailFigureApi {
  private static final Duration USUAL = Duration.ofDays(1);

  private final GuardrailFigures figures;
  private final CurrentActor current;

  GuardrailFigureApi(GuardrailFigures figures, CurrentActor current) {
    this.figures = figures;
    this.current = current;
  }

  /// @param by what figures are told apart by: `hour`, `day`, `rule`, `team` or `key`
  @Operation(
      operationId = "listGuardrailFigures",
      summary = "List what guardrails did, in figures.")
  @GET
  public Listed<FigureJson> list(
      @Parameter(
              description = "What figures are told apart by.",
              schema = @Schema(enumeration = {"rule", "team", "key", "hour", "day"}))
          @QueryParam("by")
          @DefaultValue("rule")
          String by,
      @Parameter(
              description = "Only of the guardrail with this id.",
              schema = @Schema(format = "uuid"))
          @QueryParam("rule")
          @DefaultValue("")
          String rule,
      @Parameter(
              description = "From when; the last day where nothing is said.",
              schema = @Schema(format = "date-time"))
          @QueryParam("from")
          @DefaultValue("")
          String from,
      @Parameter(description = "Until when.", schema = @Schema(format = "date-time"))
          @QueryParam("to")
          @DefaultValue("")
          String to) {
    Instant end = Objects.requireNonNullElse(EventInAddress.timeOrThrow("to", to), Instant.now());
    Instant start =
        Objects.requireNonNullElse(EventInAddress.timeOrThrow("from", from), end.minus(USUAL));
    Period period = new Period(EventInAddress.idOrThrow("rule", rule), start, end);
    return switch (by) {
      case "hour" -> points(period, Step.HOUR);
      case "day" -> points(period, Step.DAY);
      case "rule" -> shares(period, By.RULE);
      case "team" -> shares(period, By.TEAM);
      case "key" -> shares(period, By.KEY);
      default ->
          throw new InvalidInputException("by", "`by` must be one of hour, day, rule, team, key.");
    };
  }

  private Listed<FigureJson> points(Period period, Step step) {
    return Listed.of(
        figures.overTime(current.automationOrThrow(), period, step), FigureJson.Point::of);
  }

  private Listed<FigureJson> shares(Period period, By by) {
    List<GuardrailFigures.Share> shares = figures.shares(current.automationOrThrow(), period, by);
    return Listed.of(shares, FigureJson.Share::of);
  }
}
