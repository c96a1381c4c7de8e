package ai.nemorouter.platform.http.bounds;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The memory that bodies may take at the same time: all together, and for each of their holders,
/// as a key or an address. Counted for this node alone.
public final class ByteBudget {
  private final long total;
  private final AtomicLong taken = new AtomicLong();
  private final ConcurrentHashMap<Object, Long> takenByHolder = new ConcurrentHashMap<>();

  /// @param total in bytes
  public ByteBudget(long total) {
    this.total = total;
  }

  /// On whose behalf memory is taken.
  ///
  /// @param most how much may be taken for it at the same time, in bytes
  public record Holder(Object id, long most) {}

  /// Whether there was room.
  public enum Answer {
    TAKEN,
    /// The holder has taken its share.
    HOLDER_FULL,
    /// All holders together have.
    FULL
  }

  /// What one request takes, nothing at first.
  public Share open(Holder... holders) {
    return new Share(List.of(holders));
  }

  /// In bytes.
  public long taken() {
    return taken.get();
  }

  /// Whether nothing is counted for anybody.
  boolean isEmpty() {
    return taken.get() == 0 && takenByHolder.isEmpty();
  }

  /// What one request takes, until it is closed. Safe to use from several threads.
  public final class Share implements AutoCloseable {
    private final List<Holder> holders;
    private long bytes;
    private boolean closed;

    private Share(List<Holder> holders) {
      this.holders = holders;
    }

    /// Takes so many bytes more, all or none. A share that is closed takes nothing any more.
    public synchronized Answer take(long more) {
      if (closed || more <= 0) {
        return Answer.TAKEN;
      }
      if (taken.addAndGet(more) > total) {
        taken.addAndGet(-more);
        return Answer.FULL;
      }
      for (int i = 0; i < holders.size(); i++) {
        Holder holder = holders.get(i);
        if (takenByHolder.merge(holder.id(), more, Long::sum) > holder.most()) {
          giveBack(holders.subList(0, i + 1), more);
          return Answer.HOLDER_FULL;
        }
      }
      bytes += more;
      return Answer.TAKEN;
    }

    /// Whether so many bytes more would be taken now.
    public Answer wouldTake(long more) {
      if (taken.get() + more > total) {
        return Answer.FULL;
      }
      return holders.stream()
              .anyMatch(
                  holder -> takenByHolder.getOrDefault(holder.id(), 0L) + more > holder.most())
          ? Answer.HOLDER_FULL
          : Answer.TAKEN;
    }

    public synchronized long bytes() {
      return bytes;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        giveBack(holders, bytes);
      }
    }

    private void giveBack(List<Holder> back, long less) {
      for (Holder holder : back) {
        takenByHolder.computeIfPresent(
            holder.id(), (_, before) -> before == less ? null : Long.valueOf(before - less));
      }
      taken.addAndGet(-less);
    }
  }
}
