package ai.nemorouter.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.Transcript;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pages in a browser read every header that any other client reads.
@QuarkusTest
class CrossOriginTest {
  private static final String ORIGIN = "https://app.example";

  private final GatewayWorld world;

  CrossOriginTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void everyHeaderOfAnAnswerIsExposed() {
    String model = model();
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> whole =
        post("/v1/chat/completions", caller, GatewayWorld.chat(model, ",\"no_such_field\":1"));
    HttpResponse<String> streamed =
        post("/v1/chat/completions", caller, GatewayWorld.chat(model, ",\"stream\":true"));

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(streamed.statusCode()).isEqualTo(200);
    assertThat(exposed(whole))
        .containsAll(sent(whole))
        .contains("x-nemo-request-cost", "x-nemo-attempts", "x-nemo-provider", "x-nemo-latency-ms");
    assertThat(exposed(streamed))
        .containsAll(sent(streamed))
        .contains("x-nemo-request-id", "x-nemo-cost-status", "x-nemo-provider");
    world.assertBooksBalance(caller);
  }

  @Test
  void everyHeaderOfARefusalIsExposed() {
    String model = model();
    Caller penniless = world.callerWithCredit("0");

    HttpResponse<String> refused =
        post("/v1/chat/completions", penniless, GatewayWorld.chat(model, ""));
    HttpResponse<String> forbidden = post("/v1/teams", penniless, "{}");
    HttpResponse<String> unknown = post("/v1/nowhere", penniless, "{}");

    assertThat(List.of(refused.statusCode(), forbidden.statusCode(), unknown.statusCode()))
        .containsExactly(402, 403, 404);
    assertThat(exposed(refused)).containsAll(sent(refused)).contains("x-nemo-request-id");
    assertThat(exposed(forbidden)).containsAll(sent(forbidden)).isNotEmpty();
    assertThat(exposed(unknown)).containsAll(sent(unknown)).isNotEmpty();
  }

  private String model() {
    return world.serve("cross-origin", CrossOriginTest::answer);
  }

  private static void answer(Wire wire) throws IOException {
    if (!wire.request().body().contains("\"stream\":true")) {
      wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.01"));
      return;
    }
    wire.beginStream();
    wire.event(Transcript.delta("{\"role\":\"assistant\",\"content\":\"Hello\"}"));
    wire.event(
        "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    wire.event("[DONE]");
    wire.endStream();
  }

  private HttpResponse<String> post(String path, Caller caller, String body) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .header("origin", ORIGIN)
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + caller.secret())
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static List<String> exposed(HttpResponse<String> answer) {
    return List.of(GatewayWorld.header(answer, "access-control-expose-headers").split(", ", -1));
  }

  private static List<String> sent(HttpResponse<String> answer) {
    return answer.headers().map().keySet().stream()
        .filter(name -> !name.startsWith("access-control-") && !name.startsWith(":"))
        .toList();
  }
}
