package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
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
  private static final int CREATED = 201;

  private final Limits limits;
  private final TightLimits everywhere;
  private final LimitScopes scopes;
  private final AutomationSignIn signIn;

  LimitApi(Limits limits, TightLimits everywhere, LimitScopes scopes, AutomationSignIn signIn) {
    this.limits = limits;
    this.everywhere = everywhere;
    this.scopes = scopes;
    this.signIn = signIn;
  }

  /// All limits of one scope, or without one those of the organization, page by page, closest to
  /// their cap first.
  @GET
  public String list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("scope") @Nullable String scope,
      @QueryParam("scope_id") @Nullable String scopeId,
      @QueryParam("page") @DefaultValue("1") String page) {
    Actor actor = signIn.automationOrThrow(authorization);
    if (scope != null) {
      List<LimitStatus> own = limits.list(actor, scopes.findOrThrow(actor, scope, scopeId));
      return answer(own, own.size());
    }
    PageOf<NamedLimit> found =
        everywhere.list(
            actor, new TightLimits.Filter("", null, null, TightLimits.Sort.TIGHTEST, number(page)));
    return answer(found.items().stream().map(NamedLimit::status).toList(), found.found());
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  public Response add(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    LimitRequest request = LimitRequest.parse(body);
    Scope scope = scopes.findOrThrow(actor, request.scopeOrThrow(), request.scopeId());
    UUID id = limits.add(actor, scope, request.terms(), request.beginning());
    return Response.status(CREATED).entity(answer(actor, id)).build();
  }

  @GET
  @Path("/{id}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return answer(signIn.automationOrThrow(authorization), limitId(id));
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PATCH
  @Path("/{id}")
  public String change(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
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
  public String remove(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    limits.remove(signIn.automationOrThrow(authorization), limitId(id));
    return Json.write(Json.object().put("deleted", true));
  }

  /// Allows more until a time; replaces the raise in force.
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @PUT
  @Path("/{id}/raise")
  public String raise(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    LimitRequest request = LimitRequest.parse(body);
    Unit unit = limits.find(actor, limitId(id)).limit().unit();
    limits.raise(actor, limitId(id), request.raise(unit));
    return answer(actor, limitId(id));
  }

  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @DELETE
  @Path("/{id}/raise")
  public String endRaise(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    limits.endRaise(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  /// Begins a fresh window now.
  @Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
  @POST
  @Path("/{id}/restart")
  public String restart(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    limits.restart(actor, limitId(id));
    return answer(actor, limitId(id));
  }

  private String answer(Actor actor, UUID limitId) {
    ObjectNode answer = Json.object();
    answer.set("data", LimitJson.item(limits.find(actor, limitId).status()));
    return Json.write(answer);
  }

  private static String answer(List<LimitStatus> shown, long found) {
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    shown.forEach(status -> items.add(LimitJson.item(status)));
    return Json.write(answer.put("total_count", found));
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("page", "`page` must be a whole number from 1.");
    }
  }

  private static UUID limitId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException("limit");
    }
  }
}
