package ai.nemorouter.gateway.screening;

import ai.nemorouter.key.identity.KeyIdentity;
import java.util.Optional;

/// Knows which rules hold for a key.
public interface Guards {
  /// @return empty where there are none, so that nothing of the call is looked at
  Optional<GuardInForce> of(KeyIdentity key);
}
