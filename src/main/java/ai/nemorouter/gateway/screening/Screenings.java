package ai.nemorouter.gateway.screening;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.guardrail.finding.Findings;
import ai.nemorouter.key.KeyIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/// Puts calls under the rules that hold for their keys, and has what came of it written down.
@ApplicationScoped
public class Screenings {
  private final Guards guards;
  private final Findings findings;
  private final GatewayConfig config;

  Screenings(Guards guards, Findings findings, GatewayConfig config) {
    this.guards = guards;
    this.findings = findings;
    this.config = config;
  }

  /// @return empty where no rules hold
  /// @throws ai.nemorouter.platform.ApiException if it is not known which do
  public Optional<CallScreen> of(KeyIdentity key) {
    return guards.of(key).map(rules -> CallScreen.of(rules, config.screeningTime()));
  }

  /// The call is over, however it ended.
  public void record(UUID id, KeyIdentity key, String model, CallScreen screen) {
    findings.record(ScreenReport.of(id, key, model, screen));
  }
}
