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
      "max_tokens":%d%s}\
      """;
  private static final int FEW_TOKENS = 64;

  private final int port;
  private final String prefix;
  private final Map<String, String> headers;
  private final byte[] request;
  private final byte[] streamRequest;

  /// @param prefix what comes before the names of the upstream's models
  Target(int port, String prefix, Map<String, String> headers) {
    this(port, prefix, headers, Upstream.TINY, FEW_TOKENS);
  }

  private Target(
      int port, String prefix, Map<String, String> headers, String model, int maxTokens) {
    this.port = port;
    this.prefix = prefix;
    this.headers = headers;
    request = encode(BODY.formatted(prefix + model, maxTokens, ""));
    streamRequest = encode(BODY.formatted(prefix + model, maxTokens, ",\"stream\":true"));
  }

  /// The same server, asked for another of the upstream's models.
  Target asking(String model, int maxTokens) {
    return new Target(port, prefix, headers, model, maxTokens);
  }

  /// The same server, asked for what another provider serves.
  Target through(String otherPrefix) {
    return new Target(port, otherPrefix, headers);
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

  private byte[] encode(String body) {
    StringBuilder encoded = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\n");
    encoded.append("host: 127.0.0.1:").append(port).append("\r\n");
    encoded.append("content-type: application/json\r\n");
    headers.forEach((name, value) -> encoded.append(name + ": " + value + "\r\n"));
    encoded.append("content-length: ").append(body.length()).append("\r\n\r\n").append(body);
    return encoded.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
