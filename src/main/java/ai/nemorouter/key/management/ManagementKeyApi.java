package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.api.RotationRequest;
import ai.nemorouter.key.api.WithSecret;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Ended;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
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
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Management keys for programs that hold one: what they make may do no more than they.
@Needs(Permission.VIEW_MANAGEMENT_KEYS)
@Tag(name = "Management keys")
@Path("/v1/management-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ManagementKeyApi {
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
  @Operation(operationId = "listManagementKeys", summary = "List management keys, 25 on a page.")
  @GET
  public Listed<ManagementKeyJson> list(
      @QueryParam("page") @DefaultValue("1") String page,
      @Parameter(description = "Whether to list those too that were revoked or have expired.")
          @QueryParam("include_ended")
          @DefaultValue("false")
          boolean includeEnded) {
    Actor actor = current.automationOrThrow();
    PageOf<ManagementKey> found =
        managementKeys.list(
            actor,
            new ListQuery(
                "",
                includeEnded ? ManagementKeys.ALL : "",
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, ManagementKeyJson::of);
  }

  @Operation(operationId = "getManagementKey", summary = "Get a management key.")
  @GET
  @Path("/{id}")
  public Data<ManagementKeyJson> find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return new Data<>(ManagementKeyJson.of(managementKeys.find(actor, id(id))));
  }

  @Operation(
      operationId = "createManagementKey",
      summary = "Create a management key, which may do no more than the one that asks.")
  @ResponseStatus(StatusCode.CREATED)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  public WithSecret<ManagementKeyJson> mint(
      @RequestBodySchema(ManagementKeyRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    NewManagementKey wanted = read(body, ManagementKeyRequest.class).wanted();
    return withSecret(managementKeys.mint(actor, wanted));
  }

  @Operation(
      operationId = "rotateManagementKey",
      summary = "Give a management key another secret; the old one works for a while.")
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("/{id}/rotation")
  public WithSecret<ManagementKeyJson> rotate(
      @PathParam("id") String id, @RequestBodySchema(RotationRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    Duration grace =
        body.length == 0 ? KeyRotations.USUAL_GRACE : read(body, RotationRequest.class).grace();
    return withSecret(managementKeys.rotate(actor, id(id), grace, null));
  }

  @Operation(
      operationId = "endPreviousManagementKeySecret",
      summary = "End the old secret of a rotated management key before its time.")
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}/previous-secret")
  public Ended endPrevious(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    managementKeys.endPrevious(actor, id(id));
    return Ended.DONE;
  }

  @Operation(operationId = "revokeManagementKey", summary = "Revoke a management key.")
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @DELETE
  @Path("/{id}")
  public Deleted revoke(@PathParam("id") String id) {
    managementKeys.revoke(current.automationOrThrow(), id(id));
    return Deleted.DONE;
  }

  private <T extends Record> T read(byte[] body, Class<T> type) {
    return constraints.requireMet(ApiInput.readOrThrow(body, type));
  }

  private static WithSecret<ManagementKeyJson> withSecret(ManagementKey.Minted minted) {
    return new WithSecret<>(ManagementKeyJson.of(minted.key()), minted.secret().reveal());
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "management key");
  }
}
