package ai.nemorouter.usage.report;

import ai.nemorouter.usage.Durations;

/// How long successful requests took from their arrival to the end of their answer.
///
/// @param p50 half of them took at most so many milliseconds
/// @param p95 95 of 100 took at most so many milliseconds
public record Latency(int p50, int p95) {
  public String p50Text() {
    return Durations.display(p50);
  }

  public String p95Text() {
    return Durations.display(p95);
  }
}
