package ai.nemorouter.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Streams that have begun and then say nothing more, held open to see what one of them costs.
/// Closing hangs up on all of them.
final class OpenStreams implements AutoCloseable {
  private static final int BYTES_READ_MAX = 4096;
  private static final int TIMEOUT_MS = 10_000;
  private static final int OUTPUT_TOKENS = 64;

  private final Target target;
  private final List<Socket> sockets = new ArrayList<>();

  OpenStreams(Target target) {
    this.target = target.asking(Upstream.SILENT, OUTPUT_TOKENS);
  }

  /// Returns when each has its first chunk.
  void open(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(target.address(), TIMEOUT_MS);
      socket.getOutputStream().write(target.streamRequest());
      awaitChunk(socket.getInputStream());
    }
  }

  int count() {
    return sockets.size();
  }

  private void awaitChunk(InputStream input) throws IOException {
    StringBuilder received = new StringBuilder();
    byte[] bytes = new byte[BYTES_READ_MAX];
    while (received.indexOf(String.valueOf(Upstream.MARK)) < 0) {
      int count = input.read(bytes);
      if (count < 0 || received.length() > BYTES_READ_MAX) {
        throw new IOException("Stream %d does not begin: %s".formatted(count(), received));
      }
      received.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
