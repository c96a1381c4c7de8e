package ai.nemorouter.demo;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// Switches the demo on, writing as fast as it can.
public class WithDemo implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "nemorouter.demo.enabled", "true",
        "nemorouter.demo.tokens-per-second", "0",
        "nemorouter.demo.slow-first-byte", "1s");
  }
}
