package ai.nemorouter.limit.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Waits of many organizations, bounded together. They are taken in turns, one of each organization
/// after the other, and when the queue is full it is the organization with the most waits that
/// gives way: however many calls one makes, the others wait as if it made few. Not safe for several
/// threads.
final class FairQueue<T> {
  private final int capacity;
  private final Map<UUID, Deque<T>> byOrg = new LinkedHashMap<>();
  private int size;

  FairQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Lets `item` wait behind the others of its organization.
  ///
  /// @return who must give way to it: the newest of the organization with the most waits, `item`
  ///   itself if that is its own organization; null while there is room
  @Nullable T add(UUID orgId, T item) {
    T displaced = null;
    if (size >= capacity) {
      UUID longest =
          byOrg.entrySet().stream()
              .max(Comparator.comparingInt(entry -> entry.getValue().size()))
              .map(Map.Entry::getKey)
              .orElse(orgId);
      if (waits(longest) <= waits(orgId) + 1) {
        return item;
      }
      displaced = Objects.requireNonNull(byOrg.get(longest)).removeLast();
      size--;
    }
    byOrg.computeIfAbsent(orgId, _ -> new ArrayDeque<>()).add(item);
    size++;
    return displaced;
  }

  /// Takes up to `most` items, one of each organization in turn, each organization's in their
  /// order.
  void drainTo(List<T> taken, int most) {
    while (size > 0 && taken.size() < most) {
      Iterator<Map.Entry<UUID, Deque<T>>> entries = byOrg.entrySet().iterator();
      Map.Entry<UUID, Deque<T>> next = entries.next();
      UUID orgId = next.getKey();
      Deque<T> waits = next.getValue();
      entries.remove();
      taken.add(waits.remove());
      size--;
      if (!waits.isEmpty()) {
        byOrg.put(orgId, waits);
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  private int waits(UUID orgId) {
    Deque<T> waits = byOrg.get(orgId);
    return waits == null ? 0 : waits.size();
  }
}
