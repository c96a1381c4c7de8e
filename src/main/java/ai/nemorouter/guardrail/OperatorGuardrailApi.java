package ai.nemorouter.guardrail;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.StoredRuleJson;
import ai.nemorouter.guardrail.rule.exchange.GuardrailRequests;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// The rules of the installation, which apply to every organization, for programs that run it.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Guardrails of the installation")
@Path("/v1/operator/guardrails")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class OperatorGuardrailApi {
  private final RuleCalls calls;
  private final CurrentActor current;

  OperatorGuardrailApi(RuleCalls calls, CurrentActor current) {
    this.calls = calls;
    this.current = current;
  }

  @Operation(
      operationId = "listAllInstallationGuardrails",
      summary = "List guardrails of the installation, 25 on a page.")
  @GET
  public Listed<StoredRuleJson> list(
      @QueryParam("search") @DefaultValue("") String search,
      @Parameter(
              description = "Only those in this state.",
              schema = @Schema(enumeration = {"on", "shadow", "off", "deleted"}))
          @QueryParam("show")
          @DefaultValue("")
          String show,
      @Parameter(
              description = "The order; with a minus in front the other way round.",
              schema = @Schema(enumeration = {"level", "name", "newest"}))
          @QueryParam("sort")
          @DefaultValue("")
          String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    return calls.list(keeper(), null, null, search, show, sort, page);
  }

  @Operation(
      operationId = "createInstallationGuardrail",
      summary = "Create a guardrail of the installation.")
  @ResponseStatus(StatusCode.CREATED)
  @POST
  public Data<StoredRuleJson> create(@RequestBodySchema(GuardrailRequests.Rule.class) byte[] body) {
    JsonNode scope = ApiInput.bodyOrThrow(body).path("scope");
    if (!scope.isMissingNode() && !scope.isNull()) {
      throw new InvalidInputException(
          "scope", "Leave out `scope`: these rules apply to every organization.");
    }
    return calls.create(keeper(), body);
  }

  @Operation(
      operationId = "getInstallationGuardrail",
      summary = "Get a guardrail of the installation.")
  @GET
  @Path("/{id}")
  public Data<StoredRuleJson> find(@PathParam("id") String id) {
    return calls.find(keeper(), id);
  }

  /// Makes a new version; what is absent stays.
  @Operation(
      operationId = "updateInstallationGuardrail",
      summary = "Make a new version of a guardrail of the installation; what is left out stays.")
  @PATCH
  @Path("/{id}")
  public Data<StoredRuleJson> change(
      @PathParam("id") String id, @RequestBodySchema(GuardrailRequests.Rule.class) byte[] body) {
    return calls.change(keeper(), id, body);
  }

  @Operation(
      operationId = "deleteInstallationGuardrail",
      summary = "Delete a guardrail of the installation; its versions stay.")
  @DELETE
  @Path("/{id}")
  public Deleted delete(
      @PathParam("id") String id,
      @Parameter(description = "Why; it goes into the last version.")
          @QueryParam("reason")
          @DefaultValue("")
          String reason) {
    return calls.delete(keeper(), id, reason);
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Installation(current.operatorOrThrow());
  }
}
