package ai.nemorouter.platform.json;

import java.util.concurrent.Semaphore;

/// Bounds the memory that parsing takes at the same time, over all JSON of this node. A text of one
/// byte can become 25 times as much in memory, as with empty objects; so many bytes are reserved
/// while it is parsed, and further texts wait. Parsing needs nothing but the processor, so the wait
/// is short, and more texts at a time than this allows would not be parsed sooner.
final class ParseMemory {
  /// Smaller texts are parsed without waiting: what they take is small too.
  private static final int SMALL_BYTES = 64 * 1024;

  private static final int GROWTH = 25;
  private static final int UNIT_BYTES = 1024;
  private static final int SHARE_OF_HEAP = 8;
  private static final ParseMemory OF_NODE =
      new ParseMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

  private final int units;
  private final Semaphore free;

  /// @param bytes how much all texts may take together; a text that takes more is parsed alone
  ParseMemory(long bytes) {
    this.units = (int) Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(units, true);
  }

  static ParseMemory ofNode() {
    return OF_NODE;
  }

  /// Waits until there is memory to parse so many bytes.
  Reservation reserve(int textBytes) {
    if (textBytes <= SMALL_BYTES) {
      return () -> {};
    }
    int taken = (int) Math.min(units, (long) textBytes * GROWTH / UNIT_BYTES);
    free.acquireUninterruptibly(taken);
    return () -> free.release(taken);
  }

  /// Gives the memory back.
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }
}
