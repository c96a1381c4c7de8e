package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/// What a closed loop waits for on a connection, as it arrives. Reused from one to the next.
interface Reply {
  /// @throws IOException also if nothing more can come of it
  void receive(ReadableByteChannel channel) throws IOException;

  /// How much of what is counted the last bytes brought: the end of a whole answer, or chunks.
  int arrived();

  boolean isComplete();

  /// Of a complete one: whether it is what was asked for.
  boolean isRight();

  void reset();
}
