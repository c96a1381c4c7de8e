package ai.nemorouter.playground;

import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Says what a request can cost at most, before it is sent. The gateway answers, because it is the
/// same figure that it reserves.
public interface CostBounds {
  /// @param body of a chat completion
  /// @return at the dearest provider that may serve it, for one attempt
  /// @throws ai.nemorouter.platform.json.ApiException if the gateway would not serve it, saying why
  Money most(KeyIdentity key, ObjectNode body);
}
