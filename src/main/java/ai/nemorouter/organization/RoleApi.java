package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.ApiAnswer;
import ai.nemorouter.platform.ApiInput;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Roles for programs that hold a management key. A permission is written in small letters, as in
/// `view_keys`.
@Needs(Permission.VIEW_MEMBERS)
@Path("/v1/roles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class RoleApi {
  private static final String NAME = "name";
  private static final String LEVEL = "level";
  private static final String PERMISSIONS = "permissions";

  private final Roles roles;
  private final CurrentActor current;

  RoleApi(Roles roles, CurrentActor current) {
    this.roles = roles;
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
    ObjectNode request = ApiInput.bodyOrThrow(body);
    Role role = roles.define(actor, level(request), name(request), permissions(request));
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
    ObjectNode request = ApiInput.bodyOrThrow(body);
    if (request.has(LEVEL)) {
      throw new InvalidInputException(LEVEL, "`level` cannot be changed: define another role.");
    }
    Role before = roles.findForChange(actor, slug).role();
    roles.change(
        actor,
        slug,
        request.has(NAME) ? name(request) : before.name(),
        request.has(PERMISSIONS) ? permissions(request) : before.permissions());
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
    item.put(NAME, held.role().name());
    item.put(LEVEL, RoleRows.column(held.role().level()));
    item.put("built_in", held.role().builtIn());
    ArrayNode permissions = item.putArray(PERMISSIONS);
    held.permissions()
        .forEach(permission -> permissions.add(permission.name().toLowerCase(Locale.ROOT)));
    return item.put("people", held.people());
  }

  private static String name(ObjectNode request) {
    JsonNode name = request.get(NAME);
    if (name == null || !name.isTextual()) {
      throw new InvalidInputException(NAME, "`name` is required: a text.");
    }
    return name.textValue();
  }

  private static Role.Level level(ObjectNode request) {
    return switch (request.path(LEVEL).asText()) {
      case "organization" -> Role.Level.ORGANIZATION;
      case "team" -> Role.Level.TEAM;
      default ->
          throw new InvalidInputException(LEVEL, "`level` must be \"organization\" or \"team\".");
    };
  }

  private static Set<Permission> permissions(ObjectNode request) {
    JsonNode names = request.path(PERMISSIONS);
    if (!names.isArray()) {
      throw new InvalidInputException(PERMISSIONS, "`permissions` must be a list of names.");
    }
    EnumSet<Permission> chosen = EnumSet.noneOf(Permission.class);
    for (JsonNode name : names) {
      Set<Permission> named = Permission.named(name.asText().toUpperCase(Locale.ROOT));
      if (named.isEmpty()) {
        throw new InvalidInputException(
            PERMISSIONS,
            "There is no permission \"%s\". GET /v1/roles shows those of each role."
                .formatted(name.asText()));
      }
      chosen.addAll(named);
    }
    return chosen;
  }
}
