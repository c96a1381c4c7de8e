package ai.nemorouter.gateway.screening;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.ModelRequest;
import ai.nemorouter.key.KeyIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/// Puts calls under the rules that hold for their keys, and tells what came of it.
@ApplicationScoped
public class Screenings {
  private final Guards guards;
  private final GatewayConfig config;

  Screenings(Guards guards, GatewayConfig config) {
    this.guards = guards;
    this.config = config;
  }

  /// @return empty where no rules hold
  /// @throws ai.nemorouter.platform.ApiException if it is not known which do
  public Optional<CallScreen> of(KeyIdentity key) {
    return guards.of(key).map(rules -> CallScreen.of(rules, config.screeningTime()));
  }

  /// The call is over, however it ended.
  public void record(UUID id, KeyIdentity key, ModelRequest request, CallScreen screen) {
    // What was found is recorded by the feature that keeps it.
  }
}
