package ai.nemorouter.catalog.alias;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// The management of aliases by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MODELS)
@Tag(name = "Aliases")
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
  @Operation(operationId = "listAliases", summary = "List all aliases by name.")
  @GET
  public Listed<AliasJson> list() {
    return Listed.of(aliases.all(current.automationOrThrow()), AliasJson::of);
  }

  @Operation(operationId = "createAlias", summary = "Add an alias.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.CHANGE_ALIASES)
  @POST
  public Data<AliasJson> add(@RequestBodySchema(AliasRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    return answer(aliases.add(actor, ApiInput.readOrThrow(body, AliasRequest.class).wanted()));
  }

  @Operation(operationId = "getAlias", summary = "Get an alias.")
  @GET
  @Path("/{name:.+}")
  public Data<AliasJson> find(@PathParam("name") String name) {
    return answer(aliases.find(current.automationOrThrow(), name));
  }

  @Operation(operationId = "updateAlias", summary = "Let an alias lead to another model.")
  @Needs(Permission.CHANGE_ALIASES)
  @PATCH
  @Path("/{name:.+}")
  public Data<AliasJson> change(
      @PathParam("name") String name, @RequestBodySchema(AliasRequest.Change.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    AliasRequest.Change change = ApiInput.readOrThrow(body, AliasRequest.Change.class);
    return answer(aliases.change(actor, name, change.target()));
  }

  @Operation(operationId = "removeAlias", summary = "Remove an alias.")
  @Needs(Permission.CHANGE_ALIASES)
  @DELETE
  @Path("/{name:.+}")
  public Deleted remove(@PathParam("name") String name) {
    aliases.remove(current.automationOrThrow(), name);
    return Deleted.DONE;
  }

  private static Data<AliasJson> answer(Alias alias) {
    return new Data<>(AliasJson.of(alias));
  }
}
