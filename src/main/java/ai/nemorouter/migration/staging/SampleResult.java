package ai.nemorouter.migration.staging;

import java.util.LinkedHashMap;
import java.util.Map;

/// What became of one sample call.
///
/// @param status of HTTP; 0 where there was no answer
/// @param answer the beginning of what was answered; empty for nothing
/// @param facts what was observed, by name, in words
/// @param problem why it did not pass; empty where it did
/// @param remedy what to do about that
public record SampleResult(
    StagingPlan.Sample sample,
    int status,
    String answer,
    Map<String, String> facts,
    String problem,
    String remedy) {
  public SampleResult {
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  public boolean isPassed() {
    return problem.isEmpty();
  }
}
