package ai.nemorouter.benchmark;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a load goes and the bytes of its requests, encoded once.
final class Target {
  private static final String BODY =
      """
      {"model":"%s","messages":[{"role":"user","content":"Say hello to the benchmark."}],\
      "max_tokens":64%s}\
      """;

  private final int port;
  private final byte[] request;
  private final byte[] streamRequest;

  Target(int port, String model, Map<String, String> headers) {
    this.port = port;
    request = encode(port, headers, BODY.formatted(model, ""));
    streamRequest = encode(port, headers, BODY.formatted(model, ",\"stream\":true"));
  }

  int port() {
    return port;
  }

  /// Shared, not copied: the bytes must not be changed.
  byte[] request() {
    return request;
  }

  byte[] streamRequest() {
    return streamRequest;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static byte[] encode(int port, Map<String, String> headers, String body) {
    StringBuilder request = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\n");
    request.append("host: 127.0.0.1:").append(port).append("\r\n");
    request.append("content-type: application/json\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    request.append("content-length: ").append(body.length()).append("\r\n\r\n").append(body);
    return request.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
