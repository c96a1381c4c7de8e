package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is booked for the counts that providers report in their own ways, to the nano-dollar. A
/// million tokens cost $3, from the cache $0.30, written to it $3.75, for an hour $6, and $15 as
/// output.
@QuarkusTest
class ReportedCountsTest {
  private static final String TEXT =
      "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

  private final GatewayWorld world;
  private final DialectWorld dialects;
  private final HangUps hangUps;

  ReportedCountsTest(GatewayWorld world, DialectWorld dialects, HangUps hangUps) {
    this.world = world;
    this.dialects = dialects;
    this.hangUps = hangUps;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Numbers as others write them.
        "{\"prompt_tokens\":1000,\"completion_tokens\":20} | 3300000",
        "{\"prompt_tokens\":1000.0,\"completion_tokens\":20.0} | 3300000",
        "{\"prompt_tokens\":\"1000\",\"completion_tokens\":\"20\"} | 3300000",
        "{\"prompt_tokens\":1e3,\"completion_tokens\":2e1} | 3300000",
        // Under the names of Responses: cached ones are part of the input.
        "{\"input_tokens\":1000,\"output_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":600}} | 1680000",
        "{\"prompt_tokens\":1000,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":\"600\"}} | 1680000",
        // Under Anthropic's: they are not.
        "{\"input_tokens\":1000,\"output_tokens\":20,\"cache_read_input_tokens\":600} | 3480000",
        "{\"input_tokens\":1000,\"output_tokens\":20,\"cache_read_input_tokens\":600,\"cache_creation_input_tokens\":100} | 3855000",
        // More cached than there is: counted beside the prompt.
        "{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":5000}} | 2100000",
        "{\"prompt_tokens\":1000,\"completion_tokens\":20,\"total_tokens\":1620,\"cache_read_input_tokens\":600} | 3480000",
        "{\"prompt_tokens\":1000,\"completion_tokens\":20,\"total_tokens\":1020,\"cache_read_input_tokens\":600} | 1680000"
      })
  void countsAreReadHoweverTheyAreWritten(String usage, long nanos) {
    String whole =
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":"
            + usage
            + "}";
    for (boolean streamed : new boolean[] {false, true}) {
      String name = "counts-" + Integer.toHexString(usage.hashCode()) + streamed;
      Script script =
          streamed
              ? wire -> {
                wire.beginStream();
                wire.event(TEXT);
                wire.event("{\"choices\":[],\"usage\":" + usage + "}");
                wire.event("[DONE]");
                wire.endStream();
              }
              : wire -> wire.json(200, whole);

      assertCost(dialects.serve("openai", name, "/v1", script), streamed, nanos, "catalog");
    }
  }

  @Test
  void whatWasToldOnceIsNotForgottenWhenUsageComesAgain() {
    String model =
        dialects.serve(
            "openai",
            "counts-again",
            "/v1",
            wire -> {
              wire.beginStream();
              wire.event(TEXT);
              wire.event(
                  "{\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":600}}}");
              wire.event(
                  "{\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":20,\"prompt_tokens_details\":null}}");
              wire.event("[DONE]");
              wire.endStream();
            });

    assertCost(model, true, 1_680_000, "catalog");
  }

  @Test
  void whatIsKeptForAnHourCostsTwiceTheInput() {
    // 1,000 × 3 + 100 × 3.75 + 200 × 6 + 20 × 15 millionths of a dollar.
    String usage =
        "{\"input_tokens\":1000,\"cache_creation_input_tokens\":300,\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200},\"output_tokens\":20}";
    String whole =
        dialects.serve(
            "anthropic",
            "counts-hour",
            "/v1",
            wire ->
                wire.json(
                    200,
                    "{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":"
                        + usage
                        + "}"));
    String streamed =
        dialects.serve(
            "anthropic",
            "counts-hour-streamed",
            "/v1",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":"
                      + usage.replace("20}", "1}")
                      + "}}");
              wire.event(
                  "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hello\"}}");
              wire.event(
                  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":20}}");
              wire.event("{\"type\":\"message_stop\"}");
              wire.endStream();
            });

    assertCost(whole, false, 4_875_000, "catalog");
    assertCost(streamed, true, 4_875_000, "catalog");
  }

  /// A prompt of which 100 tokens are read and 10,000 come from the cache, and one word of the
  /// answer. The prompt costs 100 × 3 + 10,000 × 0.3 millionths of a dollar, however it ends.
  @ParameterizedTest
  @CsvSource({
    // The client hangs up, and it is unknown how far the provider gets: all 100 tokens of output.
    "SILENT, true, cancelled, estimate, 100, 4800000",
    // The provider says it afterwards: 20 tokens.
    "COUNTS, true, cancelled, catalog, 20, 3600000",
    // One word was delivered.
    "OVERLOADED, false, failed, estimate, 1, 3315000",
    "RESETS, false, failed, estimate, 1, 3315000"
  })
  void aPromptFromTheCacheCostsWhatWasCountedOfItHoweverTheAnswerEnds(
      Rest rest, boolean hangUp, String status, String source, long completion, long nanos)
      throws IOException {
    String model =
        dialects.serve(
            "anthropic",
            "counts-of-cache-" + rest.name().toLowerCase(Locale.ROOT),
            "/v1",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":100,\"cache_read_input_tokens\":10000,\"output_tokens\":1}}}");
              wire.event(
                  "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hello\"}}");
              if (hangUp) {
                hangUps.awaitHangUp();
              }
              end(rest, wire);
            });
    Caller caller = world.callerWithCredit("5");
    String body =
        "{\"stream\":true,\"max_tokens\":100,\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "word ".repeat(11_000)
            + "\"}]}";

    if (hangUp) {
      try (Socket socket = HangUps.ask(caller, "/v1/chat/completions", body)) {
        HangUps.readUntil(socket.getInputStream(), "Hello");
      }
    } else {
      world.post(caller.secret(), body);
    }

    assertThat(world.settledCall(caller))
        .containsEntry("status", status)
        .containsEntry("cost", nanos)
        .containsEntry("cost_source", source)
        .containsEntry("prompt_tokens", 10_100L)
        .containsEntry("completion_tokens", completion);
    world.assertBooksBalance(caller);
  }

  /// What the provider does after the first word of an answer.
  enum Rest {
    SILENT,
    COUNTS,
    OVERLOADED,
    RESETS
  }

  private static void end(Rest rest, Wire wire) throws IOException, InterruptedException {
    switch (rest) {
      case SILENT -> wire.waitForHangUp();
      case COUNTS -> {
        wire.event(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":20}}");
        wire.event("{\"type\":\"message_stop\"}");
        wire.endStream();
      }
      case OVERLOADED -> {
        wire.event(
            "error",
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        wire.endStream();
      }
      case RESETS -> wire.reset();
    }
  }

  @Test
  void anAnswerThatCannotBeUsedCostsOnlyWhatTheProviderSays() {
    String silent = dialects.serve("openai", "useless", "/v1", wire -> wire.json(200, "{\"a\":1}"));
    String telling =
        dialects.serve(
            "openai",
            "useless-told",
            "/v1",
            wire ->
                wire.json(
                    200, "{\"a\":1,\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":20}}"));
    Caller caller = world.callerWithCredit("1");
    Caller other = world.callerWithCredit("1");

    assertThat(world.post(caller.secret(), GatewayWorld.chat(silent, "")).statusCode())
        .isEqualTo(502);
    assertThat(world.post(other.secret(), GatewayWorld.chat(telling, "")).statusCode())
        .isEqualTo(502);

    assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
    assertThat(world.settledCall(other)).containsEntry("cost", 3_300_000L);
    world.assertBooksBalance(other);
  }

  private void assertCost(String model, boolean streamed, long nanos, String source) {
    Caller caller = world.callerWithCredit("1");
    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":" + streamed));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode usage =
        streamed
            ? Transcript.frames(response).getLast().path("usage")
            : GatewayWorld.json(response).path("usage");
    assertThat(usage.path("prompt_tokens").isIntegralNumber()).isTrue();
    dialects.assertBooked(caller, usage, nanos, source);
  }
}
