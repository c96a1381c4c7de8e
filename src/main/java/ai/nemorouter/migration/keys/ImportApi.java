package ai.nemorouter.migration.keys;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Keys;
import ai.nemorouter.migration.BoundedBody;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Items;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/// Imports of keys by programs that hold a management key.
@Needs(Permission.VIEW_KEYS)
@Tag(name = "Migration")
@Path("/v1/migration/imports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class ImportApi {
  private static final int BODY_BYTES_MAX = 2 * 1024 * 1024;

  private final KeyImports imports;
  private final OpenRouterAccount account;
  private final Keys keys;
  private final CurrentActor current;

  ImportApi(KeyImports imports, OpenRouterAccount account, Keys keys, CurrentActor current) {
    this.imports = imports;
    this.account = account;
    this.keys = keys;
    this.current = current;
  }

  @APIResponse(responseCode = "201", description = "Created.")
  @APIResponse(responseCode = "200", description = "What it would do.")
  @Operation(
      operationId = "createImport",
      summary = "Take over keys and limits from OpenRouter, all or none.")
  @Needs(Permission.CHANGE_KEYS)
  @POST
  public RestResponse<ImportJson> create(@RequestBodySchema(ImportRequest.class) InputStream body) {
    Actor actor = current.automationOrThrow();
    ImportRequest asked =
        ApiInput.readOrThrow(BoundedBody.read(body, BODY_BYTES_MAX), ImportRequest.class);
    ImportChoices choices =
        ImportChoices.of(
            keys.teamOrThrow(actor, asked.teamReference()),
            asked.amountWord(),
            asked.duplicatesWord());
    KeyImports.Source source = asked.from(account);
    if (asked.isDryRun()) {
      return RestResponse.ok(ImportJson.of(imports.preview(actor, source, choices)));
    }
    KeyImports.Done done = imports.create(actor, source, choices);
    return ResponseBuilder.create(RestResponse.Status.CREATED, ImportJson.of(done))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  @Operation(operationId = "listImports", summary = "List imports.")
  @GET
  public Items<ImportJson.Past> list() {
    return new Items<>(
        imports.list(current.automationOrThrow()).stream().map(ImportJson.Past::of).toList());
  }

  /// Revokes every key of the import.
  @Operation(operationId = "revokeImport", summary = "Revoke all keys of an import.")
  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("{id}")
  public ImportJson.Revoked revoke(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return new ImportJson.Revoked(imports.revoke(actor, importId(id)));
  }

  private static UUID importId(String id) {
    return ApiInput.idOrThrow(id, "import");
  }
}
