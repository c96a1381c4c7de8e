package ai.nemorouter.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/// One HTTP/1.1 response as it arrives. There is one request at a time on a connection, so a
/// chunked response ends where the bytes end with the last chunk. Reused from response to response:
/// the generator shares the machine with what it measures and must be cheap.
final class Response implements Reply {
  private static final int BYTES_MAX = 64 * 1024;
  private static final int STATUS_POSITION = "HTTP/1.1 ".length();
  private static final byte[] HEAD_END = bytes("\r\n\r\n");
  private static final byte[] LAST_CHUNK = bytes("0\r\n\r\n");
  private static final int UNKNOWN = -1;
  private static final int OK = 200;
  private static final String BROKEN = "The connection ended within a response";

  private final ByteBuffer received = ByteBuffer.allocate(BYTES_MAX);
  private int headLength = UNKNOWN;
  private int bodyLength = UNKNOWN;

  /// @throws IOException also if the connection ends within the response or the response is too
  ///   long
  @Override
  public void receive(ReadableByteChannel channel) throws IOException {
    if (channel.read(received) < 0 || !received.hasRemaining()) {
      throw new IOException(BROKEN);
    }
  }

  /// Waits for the next bytes.
  ///
  /// @throws IOException also if the connection ends within the response or the response is too
  ///   long
  void receive(InputStream input) throws IOException {
    int count =
        input.read(
            received.array(), received.arrayOffset() + received.position(), received.remaining());
    if (count <= 0) {
      throw new IOException(BROKEN);
    }
    received.position(received.position() + count);
  }

  @Override
  public void reset() {
    received.clear();
    headLength = UNKNOWN;
    bodyLength = UNKNOWN;
  }

  boolean hasBody() {
    return hasHead() && received.position() > headLength;
  }

  @Override
  public int arrived() {
    return isComplete() && isRight() ? 1 : 0;
  }

  @Override
  public boolean isComplete() {
    if (!hasHead()) {
      return false;
    }
    if (bodyLength != UNKNOWN) {
      return received.position() >= headLength + bodyLength;
    }
    return received.position() >= headLength + LAST_CHUNK.length
        && matches(received.position() - LAST_CHUNK.length, LAST_CHUNK);
  }

  @Override
  public boolean isRight() {
    return status() == OK;
  }

  private int status() {
    int status = 0;
    for (int i = STATUS_POSITION; i < STATUS_POSITION + 3; i++) {
      status = status * 10 + received.get(i) - '0';
    }
    return status;
  }

  String text() {
    return new String(received.array(), 0, received.position(), StandardCharsets.UTF_8);
  }

  private boolean hasHead() {
    if (headLength != UNKNOWN) {
      return true;
    }
    for (int i = 0; i <= received.position() - HEAD_END.length; i++) {
      if (matches(i, HEAD_END)) {
        headLength = i + HEAD_END.length;
        bodyLength = contentLength();
        return true;
      }
    }
    return false;
  }

  private int contentLength() {
    String name = "\r\ncontent-length:";
    for (int i = 0; i < headLength - name.length(); i++) {
      if (received.get(i) == '\r' && matchesIgnoringCase(i, name)) {
        return number(i + name.length());
      }
    }
    return UNKNOWN;
  }

  private int number(int position) {
    int number = 0;
    for (int i = position; received.get(i) != '\r'; i++) {
      if (received.get(i) != ' ') {
        number = number * 10 + received.get(i) - '0';
      }
    }
    return number;
  }

  private boolean matches(int position, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (received.get(position + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean matchesIgnoringCase(int position, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      if (Character.toLowerCase((char) received.get(position + i)) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
