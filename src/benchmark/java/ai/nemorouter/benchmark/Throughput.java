package ai.nemorouter.benchmark;

import java.time.Duration;

/// What came of a closed loop.
///
/// @param answered every right and complete answer, those of the warm-up included
/// @param measured the answers, or of streams the chunks, that arrived in the measured time
/// @param errors other statuses, broken connections, streams that lack something and requests
///   without an answer
record Throughput(long answered, long measured, Duration time, long errors) {
  double perSecond() {
    return measured * 1e9 / time.toNanos();
  }
}
