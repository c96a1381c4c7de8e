package ai.nemorouter.gateway.screening;

import ai.nemorouter.key.KeyIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Rules cannot be stored yet, so none hold.
@ApplicationScoped
class NoGuards implements Guards {
  @Override
  public Optional<GuardInForce> of(KeyIdentity key) {
    return Optional.empty();
  }
}
