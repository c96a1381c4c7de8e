package ai.nemorouter.organization.role;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Roles for programs that hold a management key. A permission is written in small letters, as in
/// `view_keys`.
@Needs(Permission.VIEW_MEMBERS)
@Tag(name = "Roles")
@Path("/v1/roles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class RoleApi {
  private final Roles roles;
  private final Constraints constraints;
  private final CurrentActor current;

  RoleApi(Roles roles, Constraints constraints, CurrentActor current) {
    this.roles = roles;
    this.constraints = constraints;
    this.current = current;
  }

  /// All of them, the built-in ones too.
  @Operation(operationId = "listRoles", summary = "List all roles, the built-in ones too.")
  @GET
  public Listed<RoleJson> list() {
    return Listed.of(roles.list(current.automationOrThrow()), RoleJson::of);
  }

  @Operation(operationId = "createRole", summary = "Define a role.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.CHANGE_ROLES)
  @POST
  public Data<RoleJson> define(@RequestBodySchema(RoleRequest.Create.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    RoleRequest.Create asked =
        constraints.requireMet(ApiInput.readOrThrow(body, RoleRequest.Create.class));
    Role role = roles.define(actor, asked.at(), asked.name(), asked.chosen());
    return answer(new HeldRole(role, 0, List.of()));
  }

  @Operation(operationId = "getRole", summary = "Get a role.")
  @GET
  @Path("/{role}")
  public Data<RoleJson> find(@PathParam("role") String slug) {
    return answer(roles.find(current.automationOrThrow(), slug));
  }

  /// A field that is absent changes nothing.
  @Operation(operationId = "updateRole", summary = "Change a role; what is left out stays.")
  @Needs(Permission.CHANGE_ROLES)
  @PATCH
  @Path("/{role}")
  public Data<RoleJson> change(
      @PathParam("role") String slug, @RequestBodySchema(RoleRequest.Change.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    RoleRequest.Change asked =
        constraints.requireMet(ApiInput.readOrThrow(body, RoleRequest.Change.class));
    Role before = roles.findForChange(actor, slug).role();
    roles.change(actor, slug, asked.nameOr(before.name()), asked.chosenOr(before.permissions()));
    return answer(roles.findForChange(actor, slug));
  }

  @Operation(operationId = "deleteRole", summary = "Delete a role that no member holds.")
  @Needs(Permission.CHANGE_ROLES)
  @DELETE
  @Path("/{role}")
  public Deleted delete(@PathParam("role") String slug) {
    roles.delete(current.automationOrThrow(), slug);
    return Deleted.DONE;
  }

  private static Data<RoleJson> answer(HeldRole held) {
    return new Data<>(RoleJson.of(held));
  }
}
