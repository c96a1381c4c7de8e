package ai.nemorouter.limit.api;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitJson;
import ai.nemorouter.limit.LimitScopes;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
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
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The management of limits by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_LIMITS)
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
  @GET
  public String list(
      @QueryParam("scope") @Nullable String scope,
      @QueryParam("scope_id") @Nullable String scopeId,
      @QueryParam("page") @DefaultValue("1") String page) {
    Actor actor = current.automationOrThrow();
    if (scope != null) {
      List<LimitStatus> own = limits.list(actor, scopes.findOrThrow(actor, scope, scopeId));
      return ApiAnswer.list(own, LimitJson::item);
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
    return ApiAnswer.list(found.items(), found.found(), named -> LimitJson.item(named.status()));
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  public Response add(byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = LimitRequest.parse(body);
    Scope scope = scopes.findOrThrow(actor, request.scopeOrThrow(), request.scopeId());
    UUID id = limits.add(actor, scope, request.terms(), request.beginning());
    return Response.status(ApiAnswer.CREATED).entity(answer(actor, id)).build();
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return answer(current.automationOrThrow(), limitId(id));
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PATCH
  @Path("/{id}")
  public String change(@PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = LimitRequest.parse(body);
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

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @DELETE
  @Path("/{id}")
  public String remove(@PathParam("id") String id) {
    limits.remove(current.automationOrThrow(), limitId(id));
    return ApiAnswer.deleted();
  }

  /// Allows more until a time; replaces the raise in force.
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PUT
  @Path("/{id}/raise")
  public String raise(@PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    LimitRequest request = LimitRequest.parse(body);
    Unit unit = limits.find(actor, limitId(id)).limit().unit();
    limits.raise(actor, limitId(id), request.raise(unit));
    return answer(actor, limitId(id));
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @DELETE
  @Path("/{id}/raise")
  public String endRaise(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    limits.endRaise(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  /// Begins a fresh window now.
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  @Path("/{id}/restart")
  public String restart(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    limits.restart(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  private String answer(Actor actor, UUID limitId) {
    return ApiAnswer.data(LimitJson.item(limits.find(actor, limitId).status()));
  }

  private static UUID limitId(String text) {
    return ApiInput.idOrThrow(text, "limit");
  }
}
