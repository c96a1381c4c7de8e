package ai.nemorouter.usage.story;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.usage.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt on the time line of its request. All times are since the request came, on the clock
/// of the node that served it. When the first attempt was sent is not recorded.
///
/// @param number from 1
/// @param begunMs null where it is not known
/// @param wholeMs how long the time line is
public record StoryStep(
    int number, RecordedAttempt attempt, @Nullable Integer begunMs, int wholeMs) {
  private static final int PERMILLE = 1_000;
  private static final int VERSION_7 = 7;

  static List<StoryStep> of(List<RecordedAttempt> attempts) {
    int whole = attempts.stream().mapToInt(attempt -> ms(attempt.durationMs())).max().orElse(0);
    List<StoryStep> legs = new ArrayList<>();
    for (RecordedAttempt attempt : attempts) {
      legs.add(new StoryStep(legs.size() + 1, attempt, begun(attempts, legs.size()), whole));
    }
    return legs;
  }

  /// An identifier tells when it was made, which is right before an attempt begins. Not if the
  /// clock was moved meanwhile.
  private static @Nullable Integer begun(List<RecordedAttempt> attempts, int index) {
    if (index == 0) {
      return null;
    }
    UUID first = attempts.getFirst().id();
    RecordedAttempt attempt = attempts.get(index);
    if (first.version() != VERSION_7 || attempt.id().version() != VERSION_7) {
      return null;
    }
    long begun = Ids.timeOf(attempt.id()).toEpochMilli() - Ids.timeOf(first).toEpochMilli();
    Integer before = attempts.get(index - 1).durationMs();
    Integer end = attempt.durationMs();
    boolean fits = begun >= (before == null ? 0 : before - 1L) && end != null && begun <= end;
    return fits ? (int) begun : null;
  }

  /// The name of its provider's identifier on the page.
  public String idName() {
    return "attempt-" + number + "-id";
  }

  public boolean isFirst() {
    return number == 1;
  }

  /// When it began, as in `840 ms`; null where it is not known.
  public @Nullable String begun() {
    return begunMs == null ? null : Durations.display(begunMs);
  }

  /// When the provider's first byte came; null where none did.
  public @Nullable String firstByte() {
    Integer at = attempt.firstByteMs();
    return at == null ? null : Durations.display(at);
  }

  /// When it was over; null where it is not known.
  public @Nullable String ended() {
    Integer at = attempt.durationMs();
    return at == null ? null : Durations.display(at);
  }

  /// How long it took; null where it is not known.
  public @Nullable String took() {
    Integer end = attempt.durationMs();
    return begunMs == null || end == null ? null : Durations.display(end - begunMs);
  }

  /// Whether beginning and end are known, the beginning of the first being that of the request.
  public boolean hasBar() {
    return wholeMs > 0 && attempt.durationMs() != null && (isFirst() || begunMs != null);
  }

  /// Where its bar begins, in thousandths of the time line.
  public int barFrom() {
    return permille(ms(begunMs));
  }

  /// Where the provider's first byte came on it, or its end.
  public int barByte() {
    Integer at = attempt.firstByteMs();
    return permille(at == null ? ms(attempt.durationMs()) : Math.max(at, ms(begunMs)));
  }

  public int barTo() {
    return permille(ms(attempt.durationMs()));
  }

  public int waitWidth() {
    return Math.max(1, barByte() - barFrom());
  }

  public int answerWidth() {
    return Math.max(0, barTo() - barByte());
  }

  private int permille(int at) {
    return wholeMs == 0 ? 0 : (int) Math.min(PERMILLE, (long) at * PERMILLE / wholeMs);
  }

  private static int ms(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
