package ai.nemorouter.gateway.http;

import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.json.ApiError;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// One path on which clients ask something that the gateway answers by itself: no provider hears of
/// it and it costs nothing, but it needs a key. `GatewayRoutes` finds all of them.
public interface Query {
  /// As in `/v1/messages/count_tokens`.
  String path();

  /// @param key whose request it is
  /// @throws ai.nemorouter.platform.json.ApiException if it cannot be answered
  ObjectNode answer(Exchange exchange, KeyIdentity key);

  /// An error as clients of this path expect it.
  default ObjectNode error(ApiError error, String requestId) {
    return error.body(requestId);
  }
}
