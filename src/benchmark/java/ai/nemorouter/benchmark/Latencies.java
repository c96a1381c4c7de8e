package ai.nemorouter.benchmark;

import java.util.Arrays;

/// Times in nanoseconds, in ascending order, and the requests that have none because they failed.
public final class Latencies {
  private final long[] nanos;
  private final long errors;

  public Latencies(long[] unsorted, long errors) {
    nanos = unsorted.clone();
    Arrays.sort(nanos);
    this.errors = errors;
  }

  long errors() {
    return errors;
  }

  Latencies and(Latencies more) {
    long[] all = Arrays.copyOf(nanos, nanos.length + more.nanos.length);
    System.arraycopy(more.nanos, 0, all, nanos.length, more.nanos.length);
    return new Latencies(all, errors + more.errors);
  }

  /// The time that `percent` of the requests did not exceed (nearest rank).
  public double percentileMs(int percent) {
    if (nanos.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(nanos.length * (percent / 100.0));
    return nanos[Math.max(rank, 1) - 1] / 1e6;
  }
}
