package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// Export and import of rules for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/v1/guardrails")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class GuardrailExchangeApi {
  private final Guardrails guardrails;
  private final RuleExchange exchange;
  private final CurrentActor current;

  GuardrailExchangeApi(Guardrails guardrails, RuleExchange exchange, CurrentActor current) {
    this.guardrails = guardrails;
    this.exchange = exchange;
    this.current = current;
  }

  @GET
  @Path("/export")
  public String export(
      @QueryParam("scope") @Nullable String scope,
      @QueryParam("scope_id") @Nullable String scopeId) {
    RuleKeeper keeper = keeper();
    return Json.write(exchange.export(keeper, guardrails.scopeOrThrow(keeper, scope, scopeId)));
  }

  @GET
  @Path("/{id}/export")
  public String export(@PathParam("id") String id) {
    return Json.write(exchange.export(keeper(), ApiInput.idOrThrow(id, "guardrail")));
  }

  /// Takes in all rules of an export or none.
  ///
  /// @param dry whether only to tell what it would do
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/import")
  public String read(@QueryParam("dry_run") @DefaultValue("false") boolean dry, byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.Where where = ApiInput.readOrThrow(body, GuardrailRequests.Where.class);
    RuleExchange.Report report =
        exchange.read(
            keeper,
            guardrails.scopeOrThrow(keeper, where.scope(), where.scopeId()),
            ApiInput.bodyOrThrow(body),
            dry,
            where.why());
    ArrayNode lines = lines(report);
    if (!dry && !report.applied()) {
      throw ApiError.invalidRequest(
              "%d of %d rules cannot be imported, so none was."
                  .formatted(report.refused(), report.lines().size()))
          .param("rules")
          .with("rules", lines)
          .exception();
    }
    ObjectNode answer = Json.object().put("applied", report.applied());
    answer.set("data", lines);
    return Json.write(answer);
  }

  private static ArrayNode lines(RuleExchange.Report report) {
    ArrayNode lines = Json.object().putArray("lines");
    for (RuleExchange.Line line : report.lines()) {
      lines
          .addObject()
          .put("position", line.position())
          .put("name", line.name())
          .put("outcome", line.outcome().word())
          .put("problem", line.problem());
    }
    return lines;
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(current.automationOrThrow());
  }
}
