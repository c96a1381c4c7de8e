package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.text.Folded;
import java.time.Duration;

/// A piece of a text that refuses to be read when the time for it is over. It stops a matcher that
/// cannot be interrupted otherwise.
final class Deadline implements CharSequence {
  private static final int CHECK_EVERY = 1024;
  private static final int NANOS_PER_CHARACTER = 500;

  private final Folded text;
  private final int from;
  private final int length;
  private final long end;
  private int reads;

  /// @param least the time for a short text; a long one has more
  Deadline(Folded text, int from, int to, Duration least) {
    this.text = text;
    this.from = from;
    this.length = to - from;
    this.end = System.nanoTime() + least.toNanos() + (long) NANOS_PER_CHARACTER * (to - from);
  }

  @Override
  public char charAt(int index) {
    if (++reads % CHECK_EVERY == 0 && System.nanoTime() - end > 0) {
      throw new OutOfTimeException();
    }
    return text.charAt(from + index);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public CharSequence subSequence(int start, int stop) {
    return text.subSequence(from + start, from + stop);
  }

  @Override
  public String toString() {
    return text.subSequence(from, from + length).toString();
  }
}
