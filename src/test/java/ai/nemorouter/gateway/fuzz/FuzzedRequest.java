package ai.nemorouter.gateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One request as bytes on the wire, so that it may break every rule of HTTP and JSON.
public final class FuzzedRequest {
  private static final int HANG_MS = 30_000;

  private final String method;
  private final String target;
  private final List<String> headers;
  private final byte[] body;

  /// @param target the path and query as they stand in the request line
  /// @param headers as `name: value`
  FuzzedRequest(String method, String target, List<String> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body.clone();
  }

  public String target() {
    return target;
  }

  /// What came back.
  ///
  /// @param status 0 if the connection was closed without an answer
  public record Answer(int status, String head, String body) {}

  /// @throws SocketTimeoutException if no end of an answer came for half a minute
  public Answer sendTo(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(HANG_MS);
      try {
        socket.getOutputStream().write(bytes());
        return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException _) {
        // The server closed the connection while the request was still being written.
        return new Answer(0, "", "");
      }
    }
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
            + String.join("", headers.stream().map(header -> header + "\r\n").toList())
            + (body.length > 0 ? "content-length: " + body.length + "\r\n" : "")
            + "\r\n";
    bytes.write(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.write(body);
    return bytes.toByteArray();
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.1 ") || end < 0) {
      return new Answer(0, "", text);
    }
    return new Answer(
        Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return "%s %s %s %s"
        .formatted(method, target, headers, text.substring(0, Math.min(text.length(), 600)));
  }
}
