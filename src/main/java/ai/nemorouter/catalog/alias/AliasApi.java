package ai.nemorouter.catalog.alias;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
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

/// The management of aliases by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MODELS)
@Path("/v1/aliases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AliasApi {

  private final Aliases aliases;
  private final CurrentActor current;

  AliasApi(Aliases aliases, CurrentActor current) {
    this.aliases = aliases;
    this.current = current;
  }

  /// All of them at once: there are few.
  @GET
  public String list() {
    return ApiAnswer.list(aliases.all(current.automationOrThrow()), AliasApi::item);
  }

  @Needs(Permission.CHANGE_ALIASES)
  @POST
  public Response add(byte[] body) {
    Actor actor = current.automationOrThrow();
    ObjectNode request = ApiInput.bodyOrThrow(body);
    Alias added =
        aliases.add(
            actor,
            new Aliases.Wanted(
                ApiInput.textOrThrow(request, "name"),
                ApiInput.textOrThrow(request, "target"),
                request.path("take_over").asBoolean(false)));
    return Response.status(ApiAnswer.CREATED).entity(answer(added)).build();
  }

  @GET
  @Path("/{name:.+}")
  public String find(@PathParam("name") String name) {
    return answer(aliases.find(current.automationOrThrow(), name));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @PATCH
  @Path("/{name:.+}")
  public String change(@PathParam("name") String name, byte[] body) {
    Actor actor = current.automationOrThrow();
    return answer(
        aliases.change(actor, name, ApiInput.textOrThrow(ApiInput.bodyOrThrow(body), "target")));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @DELETE
  @Path("/{name:.+}")
  public String remove(@PathParam("name") String name) {
    aliases.remove(current.automationOrThrow(), name);
    return ApiAnswer.deleted();
  }

  private static String answer(Alias alias) {
    return ApiAnswer.data(item(alias));
  }

  private static ObjectNode item(Alias alias) {
    return Json.object()
        .put("name", alias.name())
        .put("target", alias.target())
        .put("broken", alias.isBroken())
        .put("created_by", alias.createdBy())
        .put("created_at", alias.createdAt().toString())
        .put("updated_at", alias.updatedAt().toString());
  }
}
