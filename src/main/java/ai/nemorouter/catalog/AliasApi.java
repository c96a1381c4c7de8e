package ai.nemorouter.catalog;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The management of aliases by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MODELS)
@Path("/v1/aliases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AliasApi {
  private static final int CREATED = 201;

  private final Aliases aliases;
  private final AutomationSignIn signIn;

  AliasApi(Aliases aliases, AutomationSignIn signIn) {
    this.aliases = aliases;
    this.signIn = signIn;
  }

  /// All of them at once: there are few.
  @GET
  public String list(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    List<Alias> all = aliases.all(signIn.automationOrThrow(authorization));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    all.forEach(alias -> items.add(item(alias)));
    return Json.write(answer.put("total_count", all.size()));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @POST
  public Response add(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    ObjectNode request = Json.parseObject(body);
    Alias added =
        aliases.add(
            actor,
            new Aliases.Wanted(
                text(request, "name"),
                text(request, "target"),
                request.path("take_over").asBoolean(false)));
    return Response.status(CREATED).entity(answer(added)).build();
  }

  @GET
  @Path("/{name:.+}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("name") String name) {
    return answer(aliases.find(signIn.automationOrThrow(authorization), name));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @PATCH
  @Path("/{name:.+}")
  public String change(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("name") String name,
      byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    return answer(aliases.change(actor, name, text(Json.parseObject(body), "target")));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @DELETE
  @Path("/{name:.+}")
  public String remove(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("name") String name) {
    aliases.remove(signIn.automationOrThrow(authorization), name);
    return Json.write(Json.object().put("deleted", true));
  }

  private static String text(ObjectNode request, String field) {
    JsonNode value = request.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new InvalidInputException(field, "`" + field + "` must be text.");
    }
    return value.asText();
  }

  private static String answer(Alias alias) {
    ObjectNode answer = Json.object();
    answer.set("data", item(alias));
    return Json.write(answer);
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
