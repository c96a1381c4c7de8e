package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Export and import of rules for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
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

  @Operation(
      operationId = "exportGuardrails",
      summary = "Export all guardrails of one scope as a file.")
  @GET
  @Path("/export")
  public RuleFileJson export(
      @Parameter(
              description = "Whose; `organization` where nothing is said.",
              schema = @Schema(enumeration = {"organization", "team", "key"}))
          @QueryParam("scope")
          @Nullable String scope,
      @Parameter(description = "The id of the team or key, or the name of the team.")
          @QueryParam("scope_id")
          @Nullable String scopeId) {
    RuleKeeper keeper = keeper();
    return exchange.export(keeper, guardrails.scopeOrThrow(keeper, scope, scopeId));
  }

  @Operation(operationId = "exportGuardrail", summary = "Export a guardrail as a file.")
  @GET
  @Path("/{id}/export")
  public RuleFileJson export(@PathParam("id") String id) {
    return exchange.export(keeper(), ApiInput.idOrThrow(id, "guardrail"));
  }

  /// Takes in all rules of an export or none.
  ///
  /// @param dry whether only to tell what it would do
  @Operation(
      operationId = "importGuardrails",
      summary = "Import all guardrails of a file, or none.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/import")
  public RuleFileJson.Report read(
      @Parameter(description = "Whether only to say what it would do.")
          @QueryParam("dry_run")
          @DefaultValue("false")
          boolean dry,
      @RequestBodySchema(GuardrailRequests.Import.class) byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.Import where = ApiInput.readOrThrow(body, GuardrailRequests.Import.class);
    RuleExchange.Report report =
        exchange.read(
            keeper,
            guardrails.scopeOrThrow(keeper, where.scope(), where.scopeId()),
            ApiInput.bodyOrThrow(body),
            dry,
            where.why());
    RuleFileJson.Report answer = RuleFileJson.Report.of(report);
    if (!dry && !report.applied()) {
      throw ApiError.invalidRequest(
              "%d of %d rules cannot be imported, so none was."
                  .formatted(report.refused(), report.lines().size()))
          .param("rules")
          .with("rules", Json.tree(answer).path("data"))
          .exception();
    }
    return answer;
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(current.automationOrThrow());
  }
}
