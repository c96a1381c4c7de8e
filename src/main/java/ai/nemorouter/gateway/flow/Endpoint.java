package ai.nemorouter.gateway.flow;

import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// One path on which clients ask something of a model. `GatewayRoutes` finds all of them; whatever
/// comes in here goes through `RequestFlow`.
public interface Endpoint {
  /// As in `/v1/chat/completions`.
  String path();

  /// What the model is asked to do.
  default Operation operation() {
    return Operation.CHAT;
  }

  /// What the client asks for, in the gateway's own form.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException 400 naming the field that is missing or
  ///   cannot be understood
  ModelRequest read(Exchange exchange);

  /// An error as clients of this path expect it.
  default ObjectNode error(ApiError error, String requestId) {
    return error.body(requestId);
  }
}
