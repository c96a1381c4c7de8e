package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.GuardrailFigures.By;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Period;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Step;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
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

/// What guardrails did in figures, for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
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
  @GET
  public String list(
      @QueryParam("by") @DefaultValue("rule") String by,
      @QueryParam("rule") @DefaultValue("") String rule,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("to") @DefaultValue("") String to) {
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

  private String points(Period period, Step step) {
    return ApiAnswer.list(
        figures.overTime(current.automationOrThrow(), period, step), EventJson::point);
  }

  private String shares(Period period, By by) {
    List<GuardrailFigures.Share> shares = figures.shares(current.automationOrThrow(), period, by);
    return ApiAnswer.list(shares, EventJson::share);
  }
}
