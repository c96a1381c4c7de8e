package ai.nemorouter.guardrail.sample;

import java.util.UUID;

/// The text of a request that was chosen as a sample, or of its answer.
///
/// @param model as the client named it
/// @param output whether it is the answer
public record SampledRequest(
    UUID callId,
    UUID orgId,
    UUID teamId,
    UUID keyId,
    String model,
    boolean output,
    SampleParts parts) {
  private static final int MODEL_LENGTH_MAX = 200;

  public SampledRequest {
    model = model.substring(0, Math.min(model.length(), MODEL_LENGTH_MAX)).replace("\0", "");
  }
}
