package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.api.KeyJson;
import ai.nemorouter.key.api.RotationRequest;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;

/// Management keys for programs that hold one: what they make may do no more than they.
@Needs(Permission.VIEW_MANAGEMENT_KEYS)
@Path("/v1/management-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ManagementKeyApi {
  private static final int OK = 200;

  private final ManagementKeys managementKeys;
  private final Constraints constraints;
  private final CurrentActor current;

  ManagementKeyApi(ManagementKeys managementKeys, Constraints constraints, CurrentActor current) {
    this.managementKeys = managementKeys;
    this.constraints = constraints;
    this.current = current;
  }

  /// @param page counted from 1, of 25 each
  /// @param includeEnded also those that were revoked or have expired
  @GET
  public String list(
      @QueryParam("page") @DefaultValue("1") String page,
      @QueryParam("include_ended") @DefaultValue("false") boolean includeEnded) {
    Actor actor = current.automationOrThrow();
    PageOf<ManagementKey> found =
        managementKeys.list(
            actor,
            new ListQuery(
                "",
                includeEnded ? ManagementKeys.ALL : "",
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), KeyJson::management);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return ApiAnswer.data(KeyJson.management(managementKeys.find(actor, id(id))));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  public Response mint(byte[] body) {
    Actor actor = current.automationOrThrow();
    NewManagementKey wanted = read(body, ManagementKeyRequest.class).wanted();
    return withSecret(ApiAnswer.CREATED, managementKeys.mint(actor, wanted));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("/{id}/rotation")
  public Response rotate(@PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    Duration grace =
        body.length == 0 ? KeyRotations.USUAL_GRACE : read(body, RotationRequest.class).grace();
    return withSecret(OK, managementKeys.rotate(actor, id(id), grace, null));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}/previous-secret")
  public String endPrevious(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    managementKeys.endPrevious(actor, id(id));
    return Json.write(Json.object().put("ended", true));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}")
  public String revoke(@PathParam("id") String id) {
    managementKeys.revoke(current.automationOrThrow(), id(id));
    return ApiAnswer.deleted();
  }

  private <T extends Record> T read(byte[] body, Class<T> type) {
    return constraints.requireMet(ApiInput.readOrThrow(body, type));
  }

  private static Response withSecret(int status, ManagementKey.Minted minted) {
    ObjectNode answer = ApiAnswer.inData(KeyJson.management(minted.key()));
    answer.put("key", minted.secret().reveal());
    return Response.status(status)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(answer))
        .build();
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "management key");
  }
}
