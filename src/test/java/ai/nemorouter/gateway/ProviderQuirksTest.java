package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.Together;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What providers of each protocol do that no document says, as clients of each format see it, and
/// as it is booked.
@QuarkusTest
class ProviderQuirksTest {
  private static final List<String> FORMATS = List.of("chat", "messages", "responses");
  private static final List<String> DIALECTS = List.of("openai", "anthropic", "gemini");

  /// 1,000 × 3 + 20 × 15 millionths of a dollar.
  private static final long COST = 3_300_000;

  private final GatewayWorld world;
  private final DialectWorld dialects;

  ProviderQuirksTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// How a provider ends its stream after its last event.
  enum End {
    CLOSES,
    RESETS,
    STAYS_SILENT,
    GOES_ON_COMMENTING
  }

  static Stream<List<Object>> everyFormatAndDialect() {
    return FORMATS.stream()
        .flatMap(format -> DIALECTS.stream().map(dialect -> List.<Object>of(format, dialect)));
  }

  /// Row 62.
  @ParameterizedTest
  @MethodSource("everyFormatAndDialect")
  void aStreamThatIsCutIsNeverASuccess(List<String> pair) {
    String format = pair.get(0);
    String dialect = pair.get(1);
    for (End end : List.of(End.CLOSES, End.RESETS)) {
      int all = events(dialect).size();
      for (int sent = 1; sent < all - (dialect.equals("gemini") ? 0 : 1); sent++) {
        String name =
            "cut-"
                + format
                + "-"
                + dialect
                + "-"
                + end.name().toLowerCase(Locale.ROOT)
                + "-"
                + sent;
        List<String> events = events(dialect).subList(0, sent);
        String model = dialects.serve(dialect, name, "/v1", stream(events, end));
        Caller caller = world.callerWithCredit("1");

        HttpResponse<String> response = ask(caller, format, model, true);

        assertThat(isFailure(format, response)).as(name + ": " + response.body()).isTrue();
        assertThat(world.settledCall(caller)).as(name).containsEntry("status", "failed");
        world.assertBooksBalance(caller);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"chat", "messages", "responses"})
  void anEmptyFinishReasonIsNone(String format) {
    List<String> events =
        events("openai").stream()
            .map(event -> event.replace("\"finish_reason\":null", "\"finish_reason\":\"\""))
            .toList();
    String cut = "empty-finish-cut-" + format;
    String whole = "empty-finish-whole-" + format;
    Script half = stream(events.subList(0, 3), End.CLOSES);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> failed =
        ask(caller, format, dialects.serve("openai", cut, "/v1", half), true);
    HttpResponse<String> answered =
        ask(
            caller,
            format,
            dialects.serve("openai", whole, "/v1", stream(events, End.CLOSES)),
            true);

    assertThat(isFailure(format, failed)).as(failed.body()).isTrue();
    assertThat(isFailure(format, answered)).as(answered.body()).isFalse();
    assertThat(answered.body()).doesNotContain("\"finish_reason\":\"\"");
  }

  /// Rows 56 and 63.
  @Test
  void anAnswerThatIsWholeIsASuccessHoweverItsConnectionEnds() {
    Together.each(
        everyFormatAndDialect().toList(),
        pair -> assertWhole((String) pair.get(0), (String) pair.get(1)));
  }

  private void assertWhole(String format, String dialect) {
    for (End end : End.values()) {
      String name = "whole-" + format + "-" + dialect + "-" + end.name().toLowerCase(Locale.ROOT);
      String model = dialects.serve(dialect, name, "/v1", stream(events(dialect), end));
      Caller caller = world.callerWithCredit("1");

      HttpResponse<String> response = ask(caller, format, model, true);

      assertThat(isFailure(format, response)).as(name + ": " + response.body()).isFalse();
      assertThat(world.settledCall(caller))
          .as(name)
          .containsEntry("status", "ok")
          .containsEntry("cost", COST)
          .containsEntry("cost_source", "catalog");
      world.assertBooksBalance(caller);
    }
  }

  @ParameterizedTest
  @MethodSource("everyFormatAndDialect")
  void theAnswerComesInTheFormThatWasAskedFor(List<String> pair) {
    String format = pair.get(0);
    String dialect = pair.get(1);
    for (boolean streamed : List.of(true, false)) {
      String name = "swapped-" + format + "-" + dialect + "-" + streamed;
      Script script =
          streamed
              ? wire -> wire.json(200, document(dialect))
              : wire ->
                  wire.answer(
                      200,
                      "application/json",
                      "data: " + String.join("\n\ndata: ", events(dialect)) + "\n\n");
      Caller caller = world.callerWithCredit("1");

      HttpResponse<String> response =
          ask(caller, format, dialects.serve(dialect, name, "/v1", script), streamed);

      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body()).as(name).contains("Hel");
      assertThat(isFailure(format, response)).as(name + ": " + response.body()).isFalse();
      assertThat(response.body().startsWith("{")).as(name).isEqualTo(!streamed);
      assertThat(world.settledCall(caller))
          .containsEntry("status", "ok")
          .containsEntry("cost", COST)
          .containsEntry("cost_source", "catalog");
    }
  }

  /// Rows 64 and 66.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":\"The model sleeps\"} | 502",
        "{\"error\":{\"message\":\"The model sleeps\",\"code\":\"429\"}} | 429",
        "{\"error\":{\"message\":\"The model sleeps\",\"type\":\"invalid_request_error\"}} | 400",
        "{\"error_type\":\"x\",\"error_message\":\"The model sleeps\"} | 502",
        "{\"detail\":\"The model sleeps\"} | 502",
        "{\"object\":\"error\",\"message\":\"The model sleeps\",\"code\":404} | 404"
      })
  void anErrorInsideASuccessIsToldAsOneAndCostsNothing(String body, int status) {
    for (boolean streamed : List.of(true, false)) {
      String name = "inside-" + Integer.toHexString(body.hashCode()) + streamed;
      String model = dialects.serve("openai", name, "/v1", wire -> wire.json(200, body));
      Caller caller = world.callerWithCredit("1");

      HttpResponse<String> response = ask(caller, "chat", model, streamed);

      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      if (status != 429) {
        assertThat(response.body()).contains("The model sleeps");
      }
      assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
    }
  }

  /// Rows 79 and 80.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"message\":\"Too hot\"} | 400 | Too hot",
        "422 | {\"detail\":[{\"loc\":[\"body\",\"top_p\"],\"msg\":\"Too hot\"}]} | 422 | top_p: Too hot",
        "400 | {\"object\":\"error\",\"message\":\"Too hot\",\"code\":400} | 400 | Too hot",
        "400 | {\"errors\":[{\"message\":\"Too hot\"}]} | 400 | Too hot",
        "400 | [{\"error\":{\"message\":\"Too hot\"}}] | 400 | Too hot",
        "400 | {\"error_message\":\"Too hot\"} | 400 | Too hot",
        "400 | Too hot | 400 | Too hot",
        "400 | <html>Too hot</html> | 400 | does not accept",
        "400 | {\"error\":{\"message\":\"upstream-secret and sk-abcdefghijklmnop\"}} | 400 | *** and ***",
        "429 | {\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}} | 502 | account",
        "402 | {} | 502 | account",
        "403 | {} | 502 | account"
      })
  void whatAProviderSaysOfItsRefusalIsTold(int status, String body, int expected, String words) {
    String name = "refusal-" + status + "-" + Integer.toHexString(body.hashCode());
    String model = dialects.serve("openai", name, "/v1", wire -> wire.json(status, body));

    HttpResponse<String> response = ask(world.callerWithCredit("1"), "chat", model, false);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
    assertThat(response.body()).contains(words).doesNotContain("upstream-secret");
    assertThat(GatewayWorld.header(response, "x-should-retry"))
        .isEqualTo(words.equals("account") ? "false" : "");
  }

  private HttpResponse<String> ask(Caller caller, String format, String model, boolean streamed) {
    String more = ",\"stream\":" + streamed + ",\"model\":\"" + model + "\"}";
    String turn = "[{\"role\":\"user\",\"content\":\"Say hello\"}]";
    return switch (format) {
      case "messages" ->
          world.post(
              "/v1/messages", caller.secret(), "{\"max_tokens\":100,\"messages\":" + turn + more);
      case "responses" ->
          world.post("/v1/responses", caller.secret(), "{\"input\":\"Say hello\"" + more);
      default ->
          world.post("/v1/chat/completions", caller.secret(), "{\"messages\":" + turn + more);
    };
  }

  /// Whether a client of the format throws.
  private static boolean isFailure(String format, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      return true;
    }
    String body = response.body();
    return switch (format) {
      case "messages" -> body.contains("event: error");
      case "responses" -> body.contains("event: response.failed");
      default -> body.contains("\"finish_reason\":\"error\"");
    };
  }

  private static Script stream(List<String> events, End end) {
    return wire -> {
      wire.beginStream();
      for (String event : events) {
        wire.event(event);
      }
      switch (end) {
        case CLOSES -> wire.endStream();
        case RESETS -> wire.reset();
        case STAYS_SILENT -> wire.waitForHangUp();
        case GOES_ON_COMMENTING -> {
          for (int i = 0; i < 200; i++) {
            wire.bytes(": still there\n\n".getBytes(UTF_8));
            TimeUnit.MILLISECONDS.sleep(50);
          }
          wire.waitForHangUp();
        }
      }
    };
  }

  /// "Hello", half of it and all of it, a finish reason, and its usage.
  private static List<String> events(String dialect) {
    return switch (dialect) {
      case "anthropic" ->
          List.of(
              "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":1000,\"output_tokens\":1}}}",
              "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
              "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}",
              "{\"type\":\"content_block_stop\",\"index\":0}",
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":20}}");
      case "gemini" ->
          List.of(
              "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}],\"usageMetadata\":{\"promptTokenCount\":1000}}",
              "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]}}]}",
              "{\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1000,\"candidatesTokenCount\":20}}");
      default ->
          List.of(
              "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
              "{\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":20}}");
    };
  }

  private static String document(String dialect) {
    return switch (dialect) {
      case "anthropic" ->
          "{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1000,\"output_tokens\":20}}";
      case "gemini" ->
          "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1000,\"candidatesTokenCount\":20}}";
      default ->
          "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":20}}";
    };
  }
}
