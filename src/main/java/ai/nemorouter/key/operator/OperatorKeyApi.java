package ai.nemorouter.key.operator;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Operator keys for programs that hold one: they see all of them and end them. People make them,
/// in the console.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Operator keys")
@Path("/v1/operator/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OperatorKeyApi {
  private final OperatorKeys keys;
  private final CurrentActor current;

  OperatorKeyApi(OperatorKeys keys, CurrentActor current) {
    this.keys = keys;
    this.current = current;
  }

  /// @param page counted from 1, of 25 each
  /// @param includeEnded also those that were revoked or have expired
  @Operation(operationId = "listOperatorKeys", summary = "List operator keys, 25 on a page.")
  @GET
  public Listed<OperatorKeyJson> list(
      @QueryParam("page") @DefaultValue("1") String page,
      @Parameter(description = "Whether to list those too that were revoked or have expired.")
          @QueryParam("include_ended")
          @DefaultValue("false")
          boolean includeEnded) {
    PageOf<OperatorKey> found =
        keys.list(
            current.operatorOrThrow(),
            new ListQuery(
                "",
                includeEnded ? OperatorKeys.ALL : "",
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, OperatorKeyJson::of);
  }

  @Operation(
      operationId = "revokeOperatorKey",
      summary = "Revoke an operator key, also the one that asks.")
  @DELETE
  @Path("/{id}")
  public Deleted revoke(@PathParam("id") String id) {
    keys.revoke(current.operatorOrThrow(), ApiInput.idOrThrow(id, "operator key"));
    return Deleted.DONE;
  }
}
