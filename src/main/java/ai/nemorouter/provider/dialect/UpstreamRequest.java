package ai.nemorouter.provider.dialect;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request as it leaves for a provider: these headers, and none of the client's.
public record UpstreamRequest(String method, URI uri, Map<String, String> headers, Buffer body) {
  public static final String JSON = "application/json";

  public UpstreamRequest {
    headers = Map.copyOf(headers);
  }

  /// Headers hold the credential.
  @Override
  public String toString() {
    return method + " " + uri;
  }

  public static UpstreamRequest post(URI uri, Map<String, String> headers, ObjectNode body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("content-type", JSON);
    return new UpstreamRequest("POST", uri, all, Buffer.buffer(Json.write(body)));
  }

  /// A name as one segment of a path.
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static UpstreamRequest get(URI uri, Map<String, String> headers) {
    return new UpstreamRequest("GET", uri, headers, Buffer.buffer());
  }
}
