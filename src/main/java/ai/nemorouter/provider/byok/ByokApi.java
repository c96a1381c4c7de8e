package ai.nemorouter.provider.byok;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The management of an organization's own providers by programs, in the shape that OpenRouter's
/// has; `docs/providers.md` lists the fields.
@Needs(Permission.VIEW_PROVIDERS)
@Tag(name = "Own providers")
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
  @Operation(
      operationId = "listOwnProviders",
      summary = "List the providers that the organization brings.")
  @GET
  public Listed<ByokJson> list(
      @Parameter(description = "Only those that speak this API, as in `openai`.")
          @QueryParam("provider")
          @Nullable String provider,
      @QueryParam("offset") @DefaultValue("0") String offset,
      @Parameter(description = "How many to answer; more than 100 count as 100.")
          @QueryParam("limit")
          @DefaultValue("100")
          String limit) {
    List<StoredProvider> all =
        stored.list(holder()).stream()
            .filter(found -> provider == null || ByokJson.maker(found).equals(provider))
            .toList();
    List<StoredProvider> shown =
        all.stream()
            .skip(ApiInput.numberOrThrow("offset", offset, 0))
            .limit(Math.min(LIST_MAX, ApiInput.numberOrThrow("limit", limit, 0)))
            .toList();
    return Listed.of(shown, all.size(), ByokJson::of);
  }

  @Operation(operationId = "createOwnProvider", summary = "Add a provider.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  public Data<ByokJson> add(@RequestBodySchema(ByokRequest.class) byte[] body) {
    ProviderOwner holder = holder();
    ByokRequest request = ApiInput.readOrThrow(body, ByokRequest.class);
    Boolean disabled = request.disabledOrThrow();
    StoredProvider added = stored.add(holder, request.settings(), request.credential());
    if (Boolean.TRUE.equals(disabled)) {
      stored.enable(holder, added.name(), false);
    }
    return answer(holder, added.id());
  }

  @Operation(operationId = "getOwnProvider", summary = "Get a provider.")
  @GET
  @Path("/{id}")
  public Data<ByokJson> find(@PathParam("id") String id) {
    return answer(holder(), id(id));
  }

  @Operation(
      operationId = "updateOwnProvider",
      summary = "Change a provider; what is left out stays.")
  @Needs(Permission.CHANGE_PROVIDERS)
  @PATCH
  @Path("/{id}")
  public Data<ByokJson> change(
      @PathParam("id") String id, @RequestBodySchema(ByokRequest.class) byte[] body) {
    ProviderOwner holder = holder();
    ByokRequest request = ApiInput.readOrThrow(body, ByokRequest.class);
    StoredProvider before = stored.find(holder, id(id));
    Boolean disabled = request.disabledOrThrow();
    stored.change(holder, before.name(), request.changed(before.settings()), request.credential());
    if (disabled != null && disabled == before.enabled()) {
      stored.enable(holder, before.name(), !disabled);
    }
    return answer(holder, before.id());
  }

  @Operation(operationId = "removeOwnProvider", summary = "Remove a provider.")
  @Needs(Permission.CHANGE_PROVIDERS)
  @DELETE
  @Path("/{id}")
  public Deleted remove(@PathParam("id") String id) {
    ProviderOwner holder = holder();
    stored.remove(holder, stored.find(holder, id(id)).name());
    return Deleted.DONE;
  }

  /// Tests the connection and says what is wrong where it does not work.
  @Operation(
      operationId = "testOwnProvider",
      summary = "Test the connection to a provider, and say what is wrong where it does not work.")
  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("/{id}/test")
  public Data<ConnectionTests.Result> test(@PathParam("id") String id) {
    ProviderOwner holder = holder();
    ConnectionTests.Result result = tests.run(holder, stored.find(holder, id(id)).name());
    return new Data<>(result);
  }

  private ProviderOwner holder() {
    return new ProviderOwner.Own(current.automationOrThrow());
  }

  private Data<ByokJson> answer(ProviderOwner holder, UUID id) {
    return new Data<>(ByokJson.of(stored.find(holder, id)));
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "provider");
  }
}
