package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a call costs whose client hangs up. Prices are $1 and $10 for a million tokens of input and
/// output, so a token is 1,000 or 10,000 nano-dollars.
@QuarkusTest
class HangUpTest {
  /// What a delta may carry, and how many tokens of output that counts.
  private static final Map<String, Integer> DELTAS = new LinkedHashMap<>();

  static {
    DELTAS.put("\"content\":" + HangUps.WORDS, 3);
    DELTAS.put("\"content\":[{\"type\":\"text\",\"text\":" + HangUps.WORDS + "}]", 3);
    DELTAS.put("\"reasoning\":" + HangUps.WORDS, 3);
    DELTAS.put("\"reasoning_content\":" + HangUps.WORDS, 3);
    DELTAS.put("\"reasoning\":" + HangUps.WORDS + ",\"reasoning_content\":" + HangUps.WORDS, 3);
    DELTAS.put(
        "\"reasoning\":"
            + HangUps.WORDS
            + ",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":"
            + HangUps.WORDS
            + ",\"index\":0,\"format\":\"anthropic-claude-v1\"}]",
        3);
    DELTAS.put(
        "\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":"
            + HangUps.WORDS
            + "}]",
        3);
    DELTAS.put(
        "\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\""
            + "A".repeat(40)
            + "\"}]",
        10);
    DELTAS.put("\"refusal\":" + HangUps.WORDS, 3);
    DELTAS.put(
        "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\" word\",\"arguments\":\" word word\"}}]",
        3);
    DELTAS.put(
        "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"custom\",\"custom\":{\"name\":\" word\",\"input\":\" word word\"}}]",
        3);
    DELTAS.put("\"function_call\":{\"name\":\" word\",\"arguments\":\" word word\"}", 3);
    DELTAS.put(
        "\"audio\":{\"id\":\"audio_1\",\"data\":\""
            + "A".repeat(6_400)
            + "\",\"transcript\":"
            + HangUps.WORDS
            + "}",
        5);
    DELTAS.put(
        "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]",
        1_290);
    DELTAS.put("\"of_next_year\":{\"parts\":[{\"kind_of_text\":" + HangUps.WORDS + "}]}", 3);
  }

  private final GatewayWorld world;
  private final HangUps hangUps;

  HangUpTest(GatewayWorld world, HangUps hangUps) {
    this.world = world;
    this.hangUps = hangUps;
  }

  /// Row 68.
  @Test
  void whateverADeltaCarriesAHangUpBeforeTheUsageIsChargedWhatTheProviderSaysAfterwards()
      throws IOException {
    for (String delta : DELTAS.keySet()) {
      Map<String, Object> call = hangUpAfter(delta, HangUps.USAGE);

      assertThat(call)
          .as(delta)
          .containsEntry("status", "cancelled")
          .containsEntry("reason", "client_gone")
          .containsEntry("cost_source", "provider")
          .containsEntry("cost", 32_100_000L);
    }
  }

  @Test
  void whateverADeltaCarriesIsCountedWhereTheProviderNeverSaysWhatItTook() throws IOException {
    for (Map.Entry<String, Integer> delta : DELTAS.entrySet()) {
      Map<String, Object> call = hangUpAfter(delta.getKey(), HangUps.STOP);

      long prompt = (Long) Objects.requireNonNull(call.get("prompt_tokens"));
      assertThat(prompt).isBetween(5L, 20L);
      assertThat(call)
          .as(delta.getKey())
          .containsEntry("status", "cancelled")
          .containsEntry("cost_source", "estimate")
          .containsEntry("completion_tokens", (long) delta.getValue())
          .containsEntry("cost", prompt * 1_000 + delta.getValue() * 10_000L);
    }
  }

  private Map<String, Object> hangUpAfter(String delta, String last) throws IOException {
    return hangUps.hangUp(
        "/v1/chat/completions",
        ",\"stream\":true",
        "\"delta\"",
        wire -> {
          wire.beginStream();
          wire.event(
              "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{"
                  + delta
                  + "},\"finish_reason\":null}]}");
          hangUps.awaitHangUp();
          wire.event(HangUps.STOP);
          wire.event(last);
          wire.event("[DONE]");
          wire.endStream();
        });
  }

  /// Row 68.
  @Test
  void aHangUpOnAStreamInAnyFormatIsChargedExactly() throws IOException {
    for (String path : new String[] {"/v1/messages", "/v1/completions", "/v1/responses"}) {
      Map<String, Object> call =
          hangUps.hangUp(
              path,
              ",\"stream\":true",
              "word",
              wire -> {
                wire.beginStream();
                wire.event(Transcript.delta("{\"content\":\" word\"}"));
                hangUps.awaitHangUp();
                wire.event(HangUps.STOP);
                wire.event(HangUps.USAGE);
                wire.event("[DONE]");
                wire.endStream();
              });

      assertThat(call)
          .as(path)
          .containsEntry("status", "cancelled")
          .containsEntry("cost", 32_100_000L);
    }
  }

  /// Row 68.
  @Test
  void aHangUpOnAnotherProtocolIsChargedExactly() throws IOException {
    Map<String, Script> protocols =
        Map.of(
            "anthropic",
            wire -> {
              wire.beginStream();
              wire.event(
                  "message_start",
                  "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}");
              wire.event(
                  "content_block_start",
                  "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
              wire.event(
                  "content_block_delta",
                  "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}}");
              hangUps.awaitHangUp();
              wire.event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
              wire.event(
                  "message_delta",
                  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":200}}");
              wire.event("message_stop", "{\"type\":\"message_stop\"}");
              wire.endStream();
            },
            "gemini",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\" word\"}]}}]}");
              hangUps.awaitHangUp();
              wire.event(
                  "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\".\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":200}}");
              wire.endStream();
            });
    for (Map.Entry<String, Script> protocol : protocols.entrySet()) {
      Map<String, Object> call =
          hangUps.hangUp(
              protocol.getKey(),
              "/v1/chat/completions",
              ",\"stream\":true",
              "word",
              protocol.getValue());

      assertThat(call)
          .as(protocol.getKey())
          .containsEntry("status", "cancelled")
          .containsEntry("cost_source", "catalog")
          .containsEntry("cost", 9 * 1_000L + 200 * 10_000L);
    }
  }

  /// Row 68.
  @Test
  void aHangUpBeforeAWholeAnswerIsChargedExactly() throws IOException {
    Map<String, Object> call =
        hangUps.hangUp(
            "/v1/chat/completions",
            "",
            "",
            wire -> {
              hangUps.awaitHangUp();
              wire.json(200, GatewayWorld.ANSWER.formatted(""));
            });

    assertThat(call)
        .containsEntry("status", "cancelled")
        .containsEntry("cost_source", "catalog")
        .containsEntry("cost", 12 * 1_000L + 5 * 10_000L);
  }

  @Test
  void aHangUpBeforeAStreamBeginsIsChargedExactly() throws IOException {
    Map<String, Object> call =
        hangUps.hangUp(
            "/v1/chat/completions",
            ",\"stream\":true",
            "",
            wire -> {
              hangUps.awaitHangUp();
              wire.beginStream();
              wire.event(HangUps.STOP);
              wire.event(HangUps.USAGE);
              wire.event("[DONE]");
              wire.endStream();
            });

    assertThat(call).containsEntry("status", "cancelled").containsEntry("cost", 32_100_000L);
  }

  @Test
  void otherOperationsAreReadToTheirEndToo() throws IOException {
    String model =
        world.serve(
            Operation.EMBEDDINGS,
            "hang-up-embeddings",
            GatewayWorld.RATES,
            null,
            wire -> {
              hangUps.awaitHangUp();
              wire.json(
                  200,
                  "{\"data\":[{\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
            });
    Caller caller = world.callerWithCredit("1");

    try (Socket socket =
        HangUps.ask(caller, "/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":\"Hi\"}")) {
      await().until(() -> !world.upstream().received("hang-up-embeddings").isEmpty());
      socket.setSoLinger(true, 0);
    }

    assertThat(world.settledCall(caller))
        .containsEntry("status", "cancelled")
        .containsEntry("cost", 7_000L);
    world.assertBooksBalance(caller);
  }
}
