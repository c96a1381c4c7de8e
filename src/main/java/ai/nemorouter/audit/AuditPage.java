package ai.nemorouter.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Some entries, newest first, and where to go on from there. New ones keep coming in, so pages go
/// by the id of an entry and not by number.
///
/// @param newer the id after which newer entries begin; null where there are none
/// @param older the id before which older entries begin; null where there are none
public record AuditPage(List<AuditEntry> entries, @Nullable UUID newer, @Nullable UUID older) {
  static final int SIZE = 50;

  public AuditPage {
    entries = List.copyOf(entries);
  }

  /// Where a page begins: entries older than `before`, or newer than `after`; from the newest where
  /// it names none.
  record Cursor(@Nullable UUID before, @Nullable UUID after) {
    static final Cursor NEWEST = new Cursor(null, null);

    static Cursor of(String before, String after) {
      return new Cursor(id(before), id(after));
    }

    boolean isUpwards() {
      return after != null;
    }

    private static @Nullable UUID id(String text) {
      try {
        return text.isEmpty() ? null : UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  /// @param found one more than a page has where there are more, newest first
  static AuditPage of(List<AuditEntry> found, Cursor cursor, int size) {
    boolean more = found.size() > size;
    List<AuditEntry> shown = found;
    if (more) {
      shown = cursor.isUpwards() ? found.subList(1, found.size()) : found.subList(0, size);
    }
    if (shown.isEmpty()) {
      return new AuditPage(shown, null, null);
    }
    boolean hasNewer = cursor.isUpwards() ? more : cursor.before() != null;
    boolean hasOlder = cursor.isUpwards() || more;
    return new AuditPage(
        shown, hasNewer ? shown.getFirst().id() : null, hasOlder ? shown.getLast().id() : null);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
