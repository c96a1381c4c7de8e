package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Azure and OpenRouter behind the protocol that the client speaks, which is nearly theirs.
@QuarkusTest
class DialectsTest {
  private final GatewayWorld world;
  private final DialectWorld dialects;

  DialectsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Row 55.
  @Test
  void azureIsAddressedByDeploymentAndItsFiltersDoNotBreakTheStream() {
    Script script =
        wire -> {
          wire.beginStream();
          wire.event(
              "{\"id\":\"\",\"model\":\"\",\"object\":\"\",\"created\":0,\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}}]}");
          wire.event(
              "{\"id\":\"c1\",\"system_fingerprint\":null,\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"日本語🙂\",\"refusal\":null},\"content_filter_results\":{},\"finish_reason\":null}]}");
          wire.event(
              "{\"id\":\"\",\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_results\":{},\"content_filter_offsets\":{\"check_offset\":1}}]}");
          wire.event(
              "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          wire.event(
              "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":600}}}");
          wire.event("[DONE]");
          wire.endStream();
        };
    String classic = dialects.serve("azure", "my-gpt", "?api-version=2024-10-21", script);
    String v1 = dialects.serve("azure", "my-gpt-v1", "", script);

    for (String model : List.of(classic, v1)) {
      Caller caller = world.callerWithCredit("1");
      List<ObjectNode> chunks = dialects.stream(caller, model, "");
      assertThat(DialectWorld.all(chunks, "content")).isEqualTo("日本語🙂");
      assertThat(DialectWorld.finish(chunks)).isEqualTo("stop");
      // 400 × 3 + 600 × 0.3 + 10 × 15 millionths of a dollar.
      dialects.assertBooked(caller, chunks.getLast().path("usage"), 1_530_000, "catalog");
    }
    Received toClassic = world.upstream().received("my-gpt").getFirst();
    assertThat(toClassic.path())
        .isEqualTo("/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21");
    assertThat(toClassic.headers())
        .containsEntry("api-key", "upstream-secret")
        .doesNotContainKey("authorization");
    Received toV1 = world.upstream().received("my-gpt-v1").getFirst();
    assertThat(toV1.path()).isEqualTo("/openai/v1/chat/completions");
    assertThat(DialectWorld.json(toV1.body()).path("model").asText()).isEqualTo("my-gpt-v1");
  }

  /// Rows 39 and 44.
  @Test
  void whatOpenRouterSaysItCostsIsWhatIsBooked() {
    String model =
        dialects.serve(
            "openrouter",
            "router-whole",
            "/api/v1",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning\":\"Hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"s\",\"format\":\"anthropic-claude-v1\",\"index\":0}]},\"finish_reason\":\"stop\",\"native_finish_reason\":\"end_turn\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"cost\":0.000123456789}}"));
    Caller caller = world.callerWithCredit("1");

    ObjectNode answer =
        GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(model, "")));

    Received received = dialects.received("router-whole", caller);
    assertThat(received.path()).isEqualTo("/api/v1/chat/completions");
    assertThat(received.headers())
        .containsEntry("authorization", "Bearer upstream-secret")
        .containsEntry("x-title", "NemoRouter")
        .containsKey("http-referer");
    assertThat(DialectWorld.json(received.body()).has("max_tokens")).isTrue();
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("native_finish_reason").asText()).isEqualTo("end_turn");
    assertThat(choice.path("message").path("reasoning_details").path(0).path("signature").asText())
        .isEqualTo("s");
    dialects.assertBooked(caller, answer.path("usage"), 123_457, "provider");
  }

  /// Row 64.
  @Test
  void openRoutersErrorFramesAreToldAsOurs() {
    String model =
        dialects.serve(
            "openrouter",
            "router-breaks",
            "/api/v1",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Some \"}}]}");
              wire.event(
                  "{\"id\":\"gen-1\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}");
              wire.endStream();
            });

    List<ObjectNode> chunks = dialects.stream(world.callerWithCredit("1"), model, "");

    assertThat(chunks.getLast().path("error").path("code").asInt()).isEqualTo(429);
    assertThat(DialectWorld.finish(chunks)).isEqualTo("error");
  }
}
