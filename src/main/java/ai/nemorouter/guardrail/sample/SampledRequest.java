package ai.nemorouter.guardrail.sample;

import java.util.UUID;

/// A request that was chosen as a sample.
///
/// @param model as the client named it
public record SampledRequest(
    UUID callId, UUID orgId, UUID teamId, UUID keyId, String model, SampleParts parts) {
  private static final int MODEL_LENGTH_MAX = 200;

  public SampledRequest {
    model = model.substring(0, Math.min(model.length(), MODEL_LENGTH_MAX)).replace("\0", "");
  }
}
