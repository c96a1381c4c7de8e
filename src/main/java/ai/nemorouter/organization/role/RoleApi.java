package ai.nemorouter.organization.role;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;

/// Roles for programs that hold a management key. A permission is written in small letters, as in
/// `view_keys`.
@Needs(Permission.VIEW_MEMBERS)
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
  @GET
  public String list() {
    return ApiAnswer.list(roles.list(current.automationOrThrow()), RoleApi::item);
  }

  @Needs(Permission.CHANGE_ROLES)
  @POST
  public Response define(byte[] body) {
    Actor actor = current.automationOrThrow();
    RoleRequest.Create asked =
        constraints.requireMet(ApiInput.readOrThrow(body, RoleRequest.Create.class));
    Role role = roles.define(actor, asked.at(), asked.name(), asked.chosen());
    return Response.status(ApiAnswer.CREATED)
        .entity(answer(new HeldRole(role, 0, List.of())))
        .build();
  }

  @GET
  @Path("/{role}")
  public String find(@PathParam("role") String slug) {
    return answer(roles.find(current.automationOrThrow(), slug));
  }

  /// A field that is absent changes nothing.
  @Needs(Permission.CHANGE_ROLES)
  @PATCH
  @Path("/{role}")
  public String change(@PathParam("role") String slug, byte[] body) {
    Actor actor = current.automationOrThrow();
    RoleRequest.Change asked =
        constraints.requireMet(ApiInput.readOrThrow(body, RoleRequest.Change.class));
    Role before = roles.findForChange(actor, slug).role();
    roles.change(actor, slug, asked.nameOr(before.name()), asked.chosenOr(before.permissions()));
    return answer(roles.findForChange(actor, slug));
  }

  @Needs(Permission.CHANGE_ROLES)
  @DELETE
  @Path("/{role}")
  public String delete(@PathParam("role") String slug) {
    roles.delete(current.automationOrThrow(), slug);
    return ApiAnswer.deleted();
  }

  private static String answer(HeldRole held) {
    return ApiAnswer.data(item(held));
  }

  private static ObjectNode item(HeldRole held) {
    ObjectNode item = Json.object();
    item.put("slug", held.role().slug());
    item.put("name", held.role().name());
    item.put("level", RoleEntity.column(held.role().level()));
    item.put("built_in", held.role().builtIn());
    ArrayNode permissions = item.putArray("permissions");
    held.permissions()
        .forEach(permission -> permissions.add(permission.name().toLowerCase(Locale.ROOT)));
    return item.put("people", held.people());
  }
}
