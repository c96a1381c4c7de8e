package ai.nemorouter.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.flow.Endpoint;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What clients read where nothing is served.
@QuarkusTest
class UnservedPathsTest {
  private final GatewayWorld world;

  UnservedPathsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 20.
  @Test
  void pathsOfOpenAiAndOpenRouterThatAreNotServedSaySo() {
    for (String path :
        List.of(
            "/v1/videos",
            "/v1/videos/video_1/content",
            "/v1/files",
            "/v1/batches/",
            "/v1/assistants",
            "/v1/fine_tuning/jobs",
            "/v1/images/edits",
            "/api/v1/auth/keys/code")) {
      for (String method : List.of("GET", "POST")) {
        HttpResponse<String> response = ask(method, path);

        assertThat(response.statusCode()).as(method + path).isEqualTo(404);
        assertThat(error(response).path("type").asText())
            .as(method + path)
            .isEqualTo("unsupported_endpoint");
        assertThat(GatewayWorld.header(response, "x-request-id")).startsWith("req_");
      }
    }
  }

  /// Row 19.
  @Test
  void pathsThatNobodyKnowsAreNotFoundInJson() {
    for (String path : List.of("/v1/nope", "/v1/nope/deeper", "/api/v1/nope", "/v1/filesystem")) {
      for (String method : List.of("GET", "POST", "DELETE")) {
        HttpResponse<String> response = ask(method, path);

        assertThat(response.statusCode()).as(method + path).isEqualTo(404);
        assertThat(GatewayWorld.header(response, "content-type")).startsWith("application/json");
        assertThat(error(response).path("type").asText()).isEqualTo("not_found_error");
        assertThat(GatewayWorld.header(response, "x-request-id")).startsWith("req_");
      }
    }
  }

  /// Row 18.
  @Test
  void anotherMethodIsAnsweredWithTheRightOne() {
    for (Endpoint endpoint : Arc.container().select(Endpoint.class)) {
      for (String method : List.of("GET", "PUT", "DELETE")) {
        HttpResponse<String> response = ask(method, endpoint.path());

        assertThat(response.statusCode()).as(method + endpoint.path()).isEqualTo(405);
        assertThat(GatewayWorld.header(response, "allow")).isEqualTo("POST");
        assertThat(error(response).path("message").asText()).contains("takes POST");
      }
    }
  }

  private HttpResponse<String> ask(String method, String path) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static JsonNode error(HttpResponse<String> response) {
    return GatewayWorld.json(response).path("error");
  }
}
