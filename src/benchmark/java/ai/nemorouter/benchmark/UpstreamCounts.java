package ai.nemorouter.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/// What the upstream says of itself.
///
/// @param silent streams of `Upstream.SILENT` that are open
/// @param messages requests of Anthropic's dialect so far
record UpstreamCounts(long silent, long messages) {
  private static final int HANG_UP_SECONDS_MAX = 15;

  /// Waits until nothing is open any more, or for so long that it will not be.
  static UpstreamCounts afterHangUp(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      UpstreamCounts counts = read(client, port);
      for (int second = 0; second < HANG_UP_SECONDS_MAX && counts.silent() > 0; second++) {
        TimeUnit.SECONDS.sleep(1);
        counts = read(client, port);
      }
      return counts;
    }
  }

  private static UpstreamCounts read(HttpClient client, int port)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/counts")).build();
    JsonNode counts =
        new ObjectMapper()
            .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    return new UpstreamCounts(counts.path("silent").asLong(), counts.path("messages").asLong());
  }
}
