package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.exception.RuleException;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.guardrail.rule.history.RuleVersion;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The versions of rules and exceptions from them for programs; `docs/management-api.md` lists the
/// fields.
@Needs(Permission.VIEW_GUARDRAILS)
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

  @GET
  @Path("/{id}/versions")
  public String versions(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<RuleVersion> found =
        history.list(keeper(), ruleId(id), ApiInput.numberOrThrow("page", page, 1));
    return ApiAnswer.list(found.items(), found.found(), RuleJson::version);
  }

  @GET
  @Path("/{id}/versions/{number}")
  public String version(@PathParam("id") String id, @PathParam("number") String number) {
    return ApiAnswer.data(
        RuleJson.version(history.find(keeper(), ruleId(id), numberOrThrow(number))));
  }

  /// @param from the version to compare with; without it the one before
  @GET
  @Path("/{id}/versions/{number}/changes")
  public String changes(
      @PathParam("id") String id,
      @PathParam("number") String number,
      @QueryParam("from") @Nullable String from) {
    int to = numberOrThrow(number);
    int before = from == null ? Math.max(to - 1, 1) : ApiInput.numberOrThrow("from", from, 1);
    return ApiAnswer.list(
        history.compare(keeper(), ruleId(id), before, to), GuardrailHistoryApi::changed);
  }

  /// Makes a new version that says what this one said.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/{id}/versions/{number}/return")
  public String returnTo(
      @PathParam("id") String id, @PathParam("number") String number, byte[] body) {
    String reason =
        body.length == 0 ? "" : ApiInput.readOrThrow(body, GuardrailRequests.Change.class).why();
    return ApiAnswer.data(
        RuleJson.item(history.returnTo(keeper(), ruleId(id), numberOrThrow(number), reason)));
  }

  @GET
  @Path("/{id}/exceptions")
  public String exceptions(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<RuleException> found =
        exceptions.list(keeper(), ruleId(id), ApiInput.numberOrThrow("page", page, 1));
    return ApiAnswer.list(found.items(), found.found(), RuleJson::exception);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("/{id}/exceptions")
  public Response grant(@PathParam("id") String id, byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.NewException wanted =
        ApiInput.readOrThrow(body, GuardrailRequests.NewException.class);
    RuleScope scope = guardrails.scopeOrThrow(keeper, wanted.scope(), wanted.scopeId());
    UUID made = exceptions.grant(keeper, ruleId(id), scope, wanted.grant());
    return Response.status(ApiAnswer.CREATED)
        .entity(ApiAnswer.data(Json.object().put("id", made.toString())))
        .build();
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{id}/exceptions/{exception}")
  public String end(@PathParam("id") String id, @PathParam("exception") String exception) {
    exceptions.end(keeper(), ruleId(id), ApiInput.idOrThrow(exception, "exception"));
    return Json.write(Json.object().put("ended", true));
  }

  private static ObjectNode changed(RuleHistory.ChangedField field) {
    return Json.object()
        .put("field", field.field())
        .put("before", field.before())
        .put("after", field.after());
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
