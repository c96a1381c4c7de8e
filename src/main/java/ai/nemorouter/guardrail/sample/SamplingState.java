package ai.nemorouter.guardrail.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether an organization keeps samples, and what it has.
///
/// @param terms null where it keeps none
/// @param setBy who chose that; empty where it keeps none
/// @param setAt when; null where it keeps none
/// @param ofRequests samples that requests left
/// @param saved texts that people saved
public record SamplingState(
    @Nullable SamplingTerms terms,
    String setBy,
    @Nullable Instant setAt,
    long ofRequests,
    long saved) {
  static final SamplingState OFF = new SamplingState(null, "", null, 0, 0);

  public boolean isOn() {
    return terms != null;
  }

  public long kept() {
    return ofRequests + saved;
  }
}
