package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.StoredRuleJson;
import ai.nemorouter.guardrail.rule.exception.RuleException;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.guardrail.rule.history.RuleVersion;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Ended;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The versions of rules and exceptions from them for programs; `docs/management-api.md` lists the
/// fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
@Path("/v1/guardrails")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class GuardrailHistoryApi {
  private static final String VERSION = "version of this guardrail";

  private final Guardrails guardrails;
  private final RuleHistory history;
  private final RuleExceptions exceptions;
  private final CurrentActor current;

  GuardrailHistoryApi(
      Guardrails guardrails, RuleHistory history, RuleExceptions exceptions, CurrentActor current) {
    this.guardrails = guardrails;
    this.history = history;
    this.exceptions = exceptions;
    this.current = current;
  }

  @Operation(
      operationId = "listGuardrailVersions",
      summary = "List the versions of a guardrail, the newest first, 25 on a page.")
  @GET
  @Path("/{id}/versions")
  public Listed<RuleVersionJson> versions(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<RuleVersion> found =
        history.list(keeper(), ruleId(id), ApiInput.numberOrThrow("page", page, 1));
    return Listed.of(found, RuleVersionJson::of);
  }

  @Operation(operationId = "getGuardrailVersion", summary = "Get a version of a guardrail.")
  @GET
  @Path("/{id}/versions/{number}")
  public Data<RuleVersionJson> version(
      @PathParam("id") String id, @PathParam("number") String number) {
    return new Data<>(
        RuleVersionJson.of(history.find(keeper(), ruleId(id), numberOrThrow(number))));
  }

  /// @param from the version to compare with; without it the one before
  @Operation(
      operationId = "compareGuardrailVersions",
      summary = "List what differs between two versions of a guardrail.")
  @GET
  @Path("/{id}/versions/{number}/changes")
  public Listed<RuleVersionJson.Changed> changes(
      @PathParam("id") String id,
      @PathParam("number") String number,
      @Parameter(
              description = "The version to compare with; the one before where nothing is said.",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
          @QueryParam("from")
          @Nullable String from) {
    int to = numberOrThrow(number);
    int before = from == null ? Math.max(to - 1, 1) : ApiInput.numberOrThrow("from", from, 1);
    return Listed.of(
        history.compare(keeper(), ruleId(id), before, to), RuleVersionJson.Changed::of);
  }

  /// Makes a new version that says what this one said.
  @Operation(
      operationId = "returnToGuardrailVersion",
      summary = "Make a new version of a guardrail that says what an earlier one said.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/{id}/versions/{number}/return")
  public Data<StoredRuleJson> returnTo(
      @PathParam("id") String id,
      @PathParam("number") String number,
      @RequestBodySchema(GuardrailRequests.Why.class) byte[] body) {
    String reason =
        body.length == 0 ? "" : ApiInput.readOrThrow(body, GuardrailRequests.Why.class).text();
    return new Data<>(
        StoredRuleJson.of(history.returnTo(keeper(), ruleId(id), numberOrThrow(number), reason)));
  }

  @Operation(
      operationId = "listGuardrailExceptions",
      summary = "List the exceptions from a guardrail, 25 on a page.")
  @GET
  @Path("/{id}/exceptions")
  public Listed<RuleExceptionJson> exceptions(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<RuleException> found =
        exceptions.list(keeper(), ruleId(id), ApiInput.numberOrThrow("page", page, 1));
    return Listed.of(found, RuleExceptionJson::of);
  }

  @Operation(
      operationId = "grantGuardrailException",
      summary = "Except a team or a key from a guardrail until a time.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/{id}/exceptions")
  public Data<RuleExceptionJson.Granted> grant(
      @PathParam("id") String id,
      @RequestBodySchema(GuardrailRequests.NewException.class) byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.NewException wanted =
        ApiInput.readOrThrow(body, GuardrailRequests.NewException.class);
    RuleScope scope = guardrails.scopeOrThrow(keeper, wanted.scope(), wanted.scopeId());
    UUID made = exceptions.grant(keeper, ruleId(id), scope, wanted.grant());
    return new Data<>(new RuleExceptionJson.Granted(made));
  }

  @Operation(operationId = "endGuardrailException", summary = "End an exception before its time.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{id}/exceptions/{exception}")
  public Ended end(@PathParam("id") String id, @PathParam("exception") String exception) {
    exceptions.end(keeper(), ruleId(id), ApiInput.idOrThrow(exception, "exception"));
    return Ended.DONE;
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(current.automationOrThrow());
  }

  private static UUID ruleId(String id) {
    return ApiInput.idOrThrow(id, "guardrail");
  }

  private static int numberOrThrow(String number) {
    if (!number.matches("[1-9]\\d{0,8}")) {
      throw new NotFoundException(VERSION);
    }
    return Integer.parseInt(number);
  }
}
