package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Management keys for programs that hold one: what they make may do no more than they.
@Needs(Permission.VIEW_MANAGEMENT_KEYS)
@Path("/v1/management-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ManagementKeyApi {
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final ManagementKeys managementKeys;
  private final KeySignIn signIn;

  ManagementKeyApi(ManagementKeys managementKeys, KeySignIn signIn) {
    this.managementKeys = managementKeys;
    this.signIn = signIn;
  }

  /// @param page counted from 1, of 25 each
  /// @param includeEnded also those that were revoked or have expired
  @GET
  public String list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("page") @DefaultValue("1") String page,
      @QueryParam("include_ended") @DefaultValue("false") boolean includeEnded) {
    Actor actor = signIn.automationOrThrow(authorization);
    PageOf<ManagementKey> found =
        managementKeys.list(
            actor,
            new ManagementKeys.Filter("", includeEnded, ManagementKeys.Sort.NEWEST, number(page)));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    found.items().forEach(key -> items.add(KeyJson.management(key)));
    answer.put("total_count", found.found());
    return Json.write(answer);
  }

  @GET
  @Path("/{id}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    return Json.write(data(managementKeys.find(actor, id(id))));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  public Response mint(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    KeyRequest request = KeyRequest.parse(body);
    NewManagementKey wanted =
        new NewManagementKey(
            request.nameOrThrow(),
            request.permissions(),
            request.expiresAt(),
            request.addresses(),
            null);
    return withSecret(CREATED, managementKeys.mint(actor, wanted));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("/{id}/rotation")
  public Response rotate(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    KeyRequest request = KeyRequest.parseIfAny(body);
    return withSecret(OK, managementKeys.rotate(actor, id(id), request.grace(), null));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}/previous-secret")
  public String endPrevious(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    managementKeys.endPrevious(actor, id(id));
    return Json.write(Json.object().put("ended", true));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}")
  public String revoke(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    managementKeys.revoke(signIn.automationOrThrow(authorization), id(id));
    return Json.write(Json.object().put("deleted", true));
  }

  private static Response withSecret(int status, ManagementKey.Minted minted) {
    ObjectNode answer = data(minted.key());
    answer.put("key", minted.secret().reveal());
    return Response.status(status)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(answer))
        .build();
  }

  private static ObjectNode data(ManagementKey key) {
    ObjectNode answer = Json.object();
    answer.set("data", KeyJson.management(key));
    return answer;
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("page", "`page` must be a whole number from 1.");
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException("management key");
    }
  }
}
