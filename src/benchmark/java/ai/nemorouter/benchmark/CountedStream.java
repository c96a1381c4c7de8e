package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A stream of `Upstream.MANY` that is counted and forgotten as it arrives. Every chunk says one
/// `Upstream.MARK`, and nothing else does, so that chunks are told apart by one byte wherever a
/// server on the way divides them.
final class CountedStream implements Reply {
  private static final int BYTES_READ_MAX = 64 * 1024;
  private static final int BYTES_KEPT = 64;
  private static final String BEGINNING = "HTTP/1.1 200";
  private static final String ENDING = "data: [DONE]\n\n\r\n";
  private static final String LAST_HTTP_CHUNK = "0\r\n\r\n";
  private static final Pattern HTTP_CHUNK_BOUNDARY = Pattern.compile("\r\n\\p{XDigit}+\r\n");

  private final ByteBuffer received = ByteBuffer.allocate(BYTES_READ_MAX);
  private boolean begun;
  private int arrived;
  private int chunks;

  @Override
  public void receive(ReadableByteChannel channel) throws IOException {
    keepEnd();
    int from = received.position();
    if (channel.read(received) < 0) {
      throw new IOException("The connection ended within a stream");
    }
    if (!begun && received.position() > 0) {
      if (!text(0, Math.min(received.position(), BEGINNING.length())).equals(BEGINNING)) {
        throw new IOException("No stream: " + text(0, received.position()));
      }
      begun = true;
    }
    arrived = 0;
    for (int i = from; i < received.position(); i++) {
      if (received.get(i) == Upstream.MARK) {
        arrived++;
      }
    }
    chunks += arrived;
  }

  @Override
  public int arrived() {
    return arrived;
  }

  @Override
  public boolean isComplete() {
    int from = received.position() - LAST_HTTP_CHUNK.length();
    return from >= 0 && text(from, LAST_HTTP_CHUNK.length()).equals(LAST_HTTP_CHUNK);
  }

  @Override
  public boolean isRight() {
    int from = Math.max(0, received.position() - BYTES_KEPT);
    String end = text(from, received.position() - from);
    return chunks == Upstream.MANY_CHUNKS
        && HTTP_CHUNK_BOUNDARY.matcher(end).replaceAll("").endsWith(ENDING);
  }

  @Override
  public void reset() {
    received.clear();
    begun = false;
    arrived = 0;
    chunks = 0;
  }

  /// The end of a stream may come in parts.
  private void keepEnd() {
    int surplus = received.position() - BYTES_KEPT;
    if (surplus > 0) {
      received.flip().position(surplus);
      received.compact();
    }
  }

  private String text(int from, int length) {
    return new String(
        received.array(), received.arrayOffset() + from, length, StandardCharsets.US_ASCII);
  }
}
