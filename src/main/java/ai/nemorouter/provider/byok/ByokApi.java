package ai.nemorouter.provider.byok;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.ConnectionTests;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.StoredProvider;
import ai.nemorouter.provider.StoredProviders;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
  private static final int LIST_MAX = 100;

  private final StoredProviders stored;
  private final ConnectionTests tests;
  private final CurrentActor current;

  ByokApi(StoredProviders stored, ConnectionTests tests, CurrentActor current) {
    this.stored = stored;
    this.tests = tests;
    this.current = current;
  }

  /// @param provider only those of that dialect; null for all
  @GET
  public String list(
      @QueryParam("provider") @Nullable String provider,
      @QueryParam("offset") @DefaultValue("0") String offset,
      @QueryParam("limit") @DefaultValue("100") String limit) {
    List<StoredProvider> all =
        stored.list(holder()).stream()
            .filter(found -> provider == null || ByokJson.maker(found).equals(provider))
            .toList();
    List<StoredProvider> shown =
        all.stream()
            .skip(ApiInput.numberOrThrow("offset", offset, 0))
            .limit(Math.min(LIST_MAX, ApiInput.numberOrThrow("limit", limit, 0)))
            .toList();
    return ApiAnswer.list(shown, all.size(), ByokJson::item);
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  public Response add(byte[] body) {
    ProviderOwner holder = holder();
    ByokRequest request = ByokRequest.parse(body);
    Boolean disabled = request.disabled();
    StoredProvider added = stored.add(holder, request.settings(), request.key());
    if (Boolean.TRUE.equals(disabled)) {
      stored.enable(holder, added.name(), false);
    }
    return Response.status(ApiAnswer.CREATED).entity(answer(holder, added.id())).build();
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return answer(holder(), id(id));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @PATCH
  @Path("/{id}")
  public String change(@PathParam("id") String id, byte[] body) {
    ProviderOwner holder = holder();
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
  public String remove(@PathParam("id") String id) {
    ProviderOwner holder = holder();
    stored.remove(holder, stored.find(holder, id(id)).name());
    return ApiAnswer.deleted();
  }

  /// Tests the connection and says what is wrong where it does not work.
  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("/{id}/test")
  public String test(@PathParam("id") String id) {
    ProviderOwner holder = holder();
    ConnectionTests.Result result = tests.run(holder, stored.find(holder, id(id)).name());
    return ApiAnswer.data(
        Json.object()
            .put("works", result.works())
            .put("message", result.message())
            .put("models", result.models())
            .put("took_ms", result.tookMs()));
  }

  private ProviderOwner holder() {
    return new ProviderOwner.Own(current.automationOrThrow());
  }

  private String answer(ProviderOwner holder, UUID id) {
    return ApiAnswer.data(ByokJson.item(stored.find(holder, id)));
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "provider");
  }
}
