package ai.nemorouter.guardrail.finding;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Some events, newest first, and where to go on from there. New events keep coming in, so pages go
/// by the id of an event and not by number.
///
/// @param newer the id after which newer events begin; null where there are none
/// @param older the id before which older events begin; null where there are none
public record EventPage(List<EventRow> events, @Nullable UUID newer, @Nullable UUID older) {
  public static final int SIZE = 50;

  public EventPage {
    events = List.copyOf(events);
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// Where a page begins: events older than `before`, or newer than `after`.
  public record Cursor(@Nullable UUID before, @Nullable UUID after) {
    public static final Cursor NEWEST = new Cursor(null, null);
  }

  /// @param found one more than fit, if there are more, in the order in which they were looked for
  static EventPage of(List<EventRow> found, Cursor cursor, int size) {
    boolean upwards = cursor.after() != null;
    boolean more = found.size() > size;
    List<EventRow> fitting = more ? found.subList(0, size) : found;
    List<EventRow> shown = upwards ? fitting.reversed() : fitting;
    if (shown.isEmpty()) {
      return new EventPage(shown, null, null);
    }
    boolean hasNewer = upwards ? more : cursor.before() != null;
    boolean hasOlder = upwards || more;
    return new EventPage(
        shown, hasNewer ? shown.getFirst().id() : null, hasOlder ? shown.getLast().id() : null);
  }
}
