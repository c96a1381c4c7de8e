package ai.nemorouter.key.operator;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Operator keys for programs that hold one: they see all of them and end them. People make them,
/// in the console.
@OpenTo(OpenTo.Audience.OPERATORS)
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
  @GET
  public String list(
      @QueryParam("page") @DefaultValue("1") String page,
      @QueryParam("include_ended") @DefaultValue("false") boolean includeEnded) {
    PageOf<OperatorKey> found =
        keys.list(
            current.operatorOrThrow(),
            new ListQuery(
                "",
                includeEnded ? OperatorKeys.ALL : "",
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), OperatorKeyApi::json);
  }

  @DELETE
  @Path("/{id}")
  public String revoke(@PathParam("id") String id) {
    keys.revoke(current.operatorOrThrow(), ApiInput.idOrThrow(id, "operator key"));
    return ApiAnswer.deleted();
  }

  private static ObjectNode json(OperatorKey key) {
    ObjectNode item = Json.object();
    item.put("id", key.id().toString()).put("label", key.label()).put("name", key.name());
    item.put("read_only", key.readOnly());
    ArrayNode addresses = item.putArray("allowed_addresses");
    key.allowedAddresses().forEach(addresses::add);
    item.put("created_by", key.createdBy()).put("created_at", key.createdAt().toString());
    item.put("expires_at", text(key.expiresAt()));
    item.put("revoked_at", text(key.revokedAt()));
    return item.put("last_used_at", text(key.lastUsedAt()));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
