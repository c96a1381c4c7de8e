package ai.nemorouter.benchmark;

import java.time.Duration;

/// What came of a closed loop.
///
/// @param answered every response with status 200, those of the warm-up included
/// @param measured those that arrived in the measured time
/// @param errors other statuses, broken connections and requests without a response
record Throughput(long answered, long measured, Duration time, long errors) {
  double perSecond() {
    return measured * 1e9 / time.toNanos();
  }
}
