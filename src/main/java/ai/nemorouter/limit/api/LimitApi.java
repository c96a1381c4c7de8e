package ai.nemorouter.limit.api;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitJson;
import ai.nemorouter.limit.LimitScopes;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.LimitTermsJson;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.PageOf;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The management of limits by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_LIMITS)
@Tag(name = "Limits")
@Path("/v1/limits")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class LimitApi {

  private final Limits limits;
  private final TightLimits everywhere;
  private final LimitScopes scopes;
  private final CurrentActor current;

  LimitApi(Limits limits, TightLimits everywhere, LimitScopes scopes, CurrentActor current) {
    this.limits = limits;
    this.everywhere = everywhere;
    this.scopes = scopes;
    this.current = current;
  }

  /// All limits of one scope, or without one those of the organization, page by page, closest to
  /// their cap first.
  @Operation(
      operationId = "listLimits",
      summary =
          "List the limits of one scope, or those of the organization, closest to their cap first.")
  @GET
  public Listed<LimitJson> list(
      @Parameter(
              description = "Only the limits of this scope, named by `scope_id`.",
              schema = @Schema(enumeration = {"organization", "team", "member", "key"}))
          @QueryParam("scope")
          @Nullable String scope,
      @Parameter(
              description =
                  "An id; of a team also its name, of a member the e-mail address; not for the organization.")
          @QueryParam("scope_id")
          @Nullable String scopeId,
      @QueryParam("page") @DefaultValue("1") String page) {
    Actor actor = current.automationOrThrow();
    if (scope != null) {
      List<LimitStatus> own = limits.list(actor, scopes.findOrThrow(actor, scope, scopeId));
      return Listed.of(own, LimitJson::of);
    }
    PageOf<NamedLimit> found =
        everywhere.list(
            actor,
            new TightLimits.Filter(
                "",
                null,
                null,
                TightLimits.Sort.TIGHTEST,
                ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, named -> LimitJson.of(named.status()));
  }

  @Operation(operationId = "createLimit", summary = "Add a limit.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  public Data<LimitJson> add(@RequestBodySchema(LimitRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = ApiInput.readOrThrow(body, LimitRequest.class);
    Scope scope = scopes.findOrThrow(actor, request.scopeOrThrow(), request.scopeReference());
    UUID id = limits.add(actor, scope, request.terms(), request.beginning());
    return answer(actor, id);
  }

  @Operation(operationId = "getLimit", summary = "Get a limit.")
  @GET
  @Path("/{id}")
  public Data<LimitJson> find(@PathParam("id") String id) {
    return answer(current.automationOrThrow(), limitId(id));
  }

  @Operation(operationId = "updateLimit", summary = "Change a limit; what is left out stays.")
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PATCH
  @Path("/{id}")
  public Data<LimitJson> change(
      @PathParam("id") String id, @RequestBodySchema(LimitRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = ApiInput.readOrThrow(body, LimitRequest.class);
    LimitTerms terms = request.changed(limits.find(actor, limitId(id)).limit().terms());
    return answer(
        actor,
        limits.change(
            actor,
            limitId(id),
            terms.period(),
            terms.amount(),
            terms.alertAt(),
            request.beginning()));
  }

  @Operation(operationId = "removeLimit", summary = "Remove a limit.")
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @DELETE
  @Path("/{id}")
  public Deleted remove(@PathParam("id") String id) {
    limits.remove(current.automationOrThrow(), limitId(id));
    return Deleted.DONE;
  }

  /// Allows more until a time; replaces the raise in force.
  @Operation(
      operationId = "raiseLimit",
      summary = "Allow more until a time; this replaces the raise in force.")
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PUT
  @Path("/{id}/raise")
  public Data<LimitJson> raise(
      @PathParam("id") String id, @RequestBodySchema(LimitTermsJson.Raise.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = ApiInput.readOrThrow(body, LimitRequest.class);
    Unit unit = limits.find(actor, limitId(id)).limit().unit();
    limits.raise(actor, limitId(id), request.raise(unit));
    return answer(actor, limitId(id));
  }

  @Operation(operationId = "endLimitRaise", summary = "End the raise of a limit.")
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @DELETE
  @Path("/{id}/raise")
  public Data<LimitJson> endRaise(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    limits.endRaise(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  /// Begins a fresh window now.
  @Operation(operationId = "restartLimit", summary = "Begin a fresh window of a limit now.")
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  @Path("/{id}/restart")
  public Data<LimitJson> restart(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    limits.restart(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  private Data<LimitJson> answer(Actor actor, UUID limitId) {
    return new Data<>(LimitJson.of(limits.find(actor, limitId).status()));
  }

  private static UUID limitId(String text) {
    return ApiInput.idOrThrow(text, "limit");
  }
}
