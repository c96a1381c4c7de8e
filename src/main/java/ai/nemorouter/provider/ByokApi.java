package ai.nemorouter.provider;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

/// The management of an organization's own providers by programs, in the shape that OpenRouter's
/// has; `docs/providers.md` lists the fields.
@Needs(Permission.VIEW_PROVIDERS)
@Path("/v1/byok")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ByokApi {
  private static final int CREATED = 201;
  private static final int LIST_MAX = 100;

  private final StoredProviders stored;
  private final ConnectionTests tests;
  private final AutomationSignIn signIn;

  ByokApi(StoredProviders stored, ConnectionTests tests, AutomationSignIn signIn) {
    this.stored = stored;
    this.tests = tests;
    this.signIn = signIn;
  }

  /// @param provider only those of that dialect; null for all
  @GET
  public String list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("provider") @Nullable String provider,
      @QueryParam("offset") @DefaultValue("0") String offset,
      @QueryParam("limit") @DefaultValue("100") String limit) {
    List<StoredProvider> all =
        stored.list(holder(authorization)).stream()
            .filter(found -> provider == null || ByokJson.maker(found).equals(provider))
            .toList();
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    all.stream()
        .skip(number("offset", offset))
        .limit(Math.min(LIST_MAX, number("limit", limit)))
        .forEach(found -> items.add(ByokJson.item(found)));
    return Json.write(answer.put("total_count", all.size()));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  public Response add(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, byte[] body) {
    Holder holder = holder(authorization);
    ByokRequest request = ByokRequest.parse(body);
    Boolean disabled = request.disabled();
    StoredProvider added = stored.add(holder, request.settings(), request.key());
    if (Boolean.TRUE.equals(disabled)) {
      stored.enable(holder, added.name(), false);
    }
    return Response.status(CREATED).entity(answer(holder, added.id())).build();
  }

  @GET
  @Path("/{id}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return answer(holder(authorization), id(id));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @PATCH
  @Path("/{id}")
  public String change(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      byte[] body) {
    Holder holder = holder(authorization);
    ByokRequest request = ByokRequest.parse(body);
    StoredProvider before = stored.find(holder, id(id));
    Boolean disabled = request.disabled();
    stored.change(holder, before.name(), request.changed(before.settings()), request.key());
    if (disabled != null && disabled == before.enabled()) {
      stored.enable(holder, before.name(), !disabled);
    }
    return answer(holder, before.id());
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @DELETE
  @Path("/{id}")
  public String remove(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Holder holder = holder(authorization);
    stored.remove(holder, stored.find(holder, id(id)).name());
    return Json.write(Json.object().put("deleted", true));
  }

  /// Tests the connection and says what is wrong where it does not work.
  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("/{id}/test")
  public String test(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Holder holder = holder(authorization);
    ConnectionTests.Result result = tests.run(holder, stored.find(holder, id(id)).name());
    ObjectNode answer = Json.object();
    answer
        .putObject("data")
        .put("works", result.works())
        .put("message", result.message())
        .put("models", result.models())
        .put("took_ms", result.tookMs());
    return Json.write(answer);
  }

  private Holder holder(@Nullable String authorization) {
    Actor actor = signIn.automationOrThrow(authorization);
    return new Holder.Own(actor);
  }

  private String answer(Holder holder, UUID id) {
    ObjectNode answer = Json.object();
    answer.set("data", ByokJson.item(stored.find(holder, id)));
    return Json.write(answer);
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(name, "`" + name + "` must be a whole number from 0.");
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException("provider");
    }
  }
}
