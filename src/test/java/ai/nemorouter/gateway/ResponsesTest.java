package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenAI's Responses: what a provider is asked, and what the client reads.
@QuarkusTest
class ResponsesTest {
  private static final String USAGE =
      "{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":2},\"cost\":0.0012}";

  private final GatewayWorld world;

  ResponsesTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 104.
  @Test
  void aTextIsAnsweredWithAResponseThatSaysWhatItCost() {
    String model =
        world.serve(
            "response",
            wire ->
                wire.json(
                    200,
                    GatewayWorld.ANSWER.formatted(
                        ",\"prompt_tokens_details\":{\"cached_tokens\":3},\"cost\":0.0012,\"cost_details\":{\"upstream_inference_cost\":0.001,\"upstream_inference_prompt_cost\":0.0004,\"upstream_inference_completions_cost\":0.0006}")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        respond(
            caller,
            model,
            "\"input\":\"Say hello\",\"instructions\":\"Be brief\",\"max_output_tokens\":99,\"metadata\":{\"a\":\"b\"},\"store\":false,\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},\"text\":{\"verbosity\":\"low\"},\"truncation\":\"disabled\"");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    ObjectNode answer = GatewayWorld.json(response);
    assertThat(answer.path("object").asText()).isEqualTo("response");
    assertThat(answer.path("status").asText()).isEqualTo("completed");
    assertThat(answer.path("store").asBoolean(true)).isFalse();
    assertThat(answer.path("model").asText()).isEqualTo(model);
    assertThat(answer.path("id").asText())
        .isEqualTo(GatewayWorld.header(response, "x-generation-id"));
    JsonNode item = answer.path("output").path(0);
    assertThat(item.path("type").asText()).isEqualTo("message");
    assertThat(item.path("content").path(0).path("text").asText()).isEqualTo("Hello 日本語🙂");
    assertThat(answer.path("instructions").asText()).isEqualTo("Be brief");
    assertThat(answer.path("metadata")).hasToString("{\"a\":\"b\"}");
    assertThat(answer.path("text"))
        .hasToString("{\"verbosity\":\"low\",\"format\":{\"type\":\"text\"}}");
    assertThat(answer.path("usage"))
        .hasToString(
            "{\"input_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":3,\"cache_write_tokens\":0},\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":17,\"cost\":0.0012,\"cost_details\":{\"upstream_inference_cost\":0.001,\"upstream_inference_input_cost\":0.0004,\"upstream_inference_output_cost\":0.0006}}");
    assertThat(Transcript.sent(world, "response"))
        .hasToString(
            "{\"model\":\"response\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"},{\"role\":\"user\",\"content\":\"Say hello\"}],\"verbosity\":\"low\",\"reasoning_effort\":\"low\",\"max_tokens\":99}");
    assertThat(world.settledCall(caller)).containsEntry("cost", 1_200_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void itemsBecomeTheTurnsOfAChat() {
    String model =
        world.serve("response-items", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response =
        respond(
            world.callerWithCredit("1"),
            model,
            """
            "input":[
             {"role":"developer","content":"Be brief"},
             {"type":"message","role":"user","content":[{"type":"input_text","text":"Look"},
              {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"},
              {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}]},
             {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"c2VjcmV0"},
             {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[{"type":"output_text","text":"I ask","annotations":[]}]},
             {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{}"},
             {"type":"function_call","id":"fc_2","call_id":"call_2","name":"time","arguments":"{}"},
             {"type":"function_call_output","call_id":"call_1","output":"Sun"},
             {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"Noon"}]},
             {"role":"assistant","content":[{"type":"refusal","refusal":"No."}]},
             {"role":"user","content":"Why?"}],
            "tools":[{"type":"function","name":"weather","description":"d","parameters":{"type":"object"},"strict":true}],
            "tool_choice":{"type":"function","name":"weather"},"parallel_tool_calls":false,
            "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},
            "include":["reasoning.encrypted_content"]\
            """);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode sent = Transcript.sent(world, "response-items");
    assertThat(sent.path("messages"))
        .hasToString(
            "[{\"role\":\"system\",\"content\":\"Be brief\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"low\"}},{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,BBBB\"}}]},"
                + "{\"role\":\"assistant\",\"content\":\"I ask\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}},{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"time\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"Sun\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_2\",\"content\":\"Noon\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"},"
                + "{\"role\":\"user\",\"content\":\"Why?\"}]");
    assertThat(sent.path("tools"))
        .hasToString(
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"},\"strict\":true}}]");
    assertThat(sent.path("tool_choice"))
        .hasToString("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}");
    assertThat(sent.path("response_format"))
        .hasToString(
            "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"},\"strict\":true}}");
    assertThat(sent.path("parallel_tool_calls").asBoolean(true)).isFalse();
  }

  /// Row 104.
  @Test
  void aStreamTellsEveryStepInTheOrderThatClientsWant() {
    String model =
        world.serve(
            "response-stream",
            Transcript.stream(
                "stop", USAGE, "{\"content\":\"Hello \"}", "{\"content\":\"日本語🙂\"}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = respond(caller, model, "\"input\":\"a\",\"stream\":true");

    assertThat(Transcript.types(response))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    assertNumberedAndNamed(response);
    assertThat(Transcript.of(response))
        .contains(
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":5,\"item_id\":\"msg_ID_0\",\"output_index\":0,\"content_index\":0,\"delta\":\"日本語🙂\",\"logprobs\":[]}\n\n");
    JsonNode whole = Transcript.frames(response).getLast().path("response");
    assertThat(whole.path("output").path(0).path("content").path(0).path("text").asText())
        .isEqualTo("Hello 日本語🙂");
    assertThat(whole.path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.0012");
    assertThat(whole.path("usage").path("output_tokens_details").path("reasoning_tokens").asInt())
        .isEqualTo(2);
    assertThat(response.body()).doesNotContain("[DONE]");
    assertThat(world.settledCall(caller)).containsEntry("status", "ok");
    world.assertBooksBalance(caller);
  }

  /// Row 71.
  @Test
  void interleavedCallsOfToolsAreUntangledAndThoughtsComeFirst() {
    String model =
        world.serve(
            "response-tools",
            Transcript.stream(
                "tool_calls",
                USAGE,
                "{\"reasoning\":\"Hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"index\":0}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"sig\",\"index\":0}]}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"a\\\"\"}}]}",
                "{\"tool_calls\":[{\"index\":1,\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"time\",\"arguments\":\"{\\\"b\\\"\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}",
                "{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\":2}\"}}]}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = respond(caller, model, "\"input\":\"a\",\"stream\":true");

    assertNumberedAndNamed(response);
    JsonNode output = Transcript.frames(response).getLast().path("response").path("output");
    assertThat(output).hasSize(3);
    assertThat(output.path(0).path("summary").path(0).path("text").asText()).isEqualTo("Hm");
    assertThat(output.path(1).path("arguments").asText()).isEqualTo("{\"a\":1}");
    assertThat(output.path(2).path("arguments").asText()).isEqualTo("{\"b\":2}");
    assertThat(output.path(2).path("call_id").asText()).isEqualTo("call_2");
    assertThat(
            Transcript.frames(response).stream()
                .filter(frame -> frame.has("output_index"))
                .map(frame -> frame.path("output_index").asInt()))
        .isSorted();

    // What the client brings back is what the provider gave out.
    respond(
        caller,
        model,
        "\"input\":[{\"role\":\"user\",\"content\":\"a\"},"
            + output.path(0)
            + ","
            + output.path(1)
            + ",{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"x\"}]");

    assertThat(Transcript.sent(world, "response-tools").path("messages").path(1))
        .hasToString(
            "{\"role\":\"assistant\",\"content\":null,\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"signature\":\"sig\",\"text\":\"Hm\"}],\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"a\\\":1}\"}}]}");
  }

  @ParameterizedTest
  @CsvSource({"length,max_output_tokens", "content_filter,content_filter"})
  void anAnswerThatWasCutOffIsIncompleteAndSaysWhy(String finishReason, String reason) {
    String model =
        world.serve(
            "response-" + finishReason,
            Transcript.stream(finishReason, USAGE, "{\"content\":\"Hel\"}"));

    HttpResponse<String> response =
        respond(world.callerWithCredit("1"), model, "\"input\":\"a\",\"stream\":true");

    ObjectNode last = Transcript.frames(response).getLast();
    assertThat(last.path("type").asText()).isEqualTo("response.incomplete");
    JsonNode whole = last.path("response");
    assertThat(whole.path("status").asText()).isEqualTo("incomplete");
    assertThat(whole.path("incomplete_details").path("reason").asText()).isEqualTo(reason);
    assertThat(whole.path("output").path(0).path("status").asText()).isEqualTo("incomplete");
  }

  @Test
  void aRefusalHasEventsOfItsOwn() {
    String model =
        world.serve(
            "response-refusal", Transcript.stream("stop", USAGE, "{\"refusal\":\"I won't\"}"));

    HttpResponse<String> response =
        respond(world.callerWithCredit("1"), model, "\"input\":\"a\",\"stream\":true");

    assertThat(Transcript.types(response))
        .contains("response.refusal.delta", "response.refusal.done");
    assertThat(
            Transcript.frames(response)
                .getLast()
                .path("response")
                .path("output")
                .path(0)
                .path("content"))
        .hasToString("[{\"type\":\"refusal\",\"refusal\":\"I won't\"}]");
  }

  /// Row 64.
  @Test
  void aBreakAfterTheFirstWordFailsTheResponseAndSendsTheErrorThatClientsThrow() {
    String model =
        world.serve(
            "response-broken",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"content\":\"Hel\"}"));
              wire.reset();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = respond(caller, model, "\"input\":\"a\",\"stream\":true");

    assertNumberedAndNamed(response);
    List<ObjectNode> frames = Transcript.frames(response);
    ObjectNode failed = frames.get(frames.size() - 2);
    assertThat(failed.path("type").asText()).isEqualTo("response.failed");
    assertThat(failed.path("error_type").asText()).isEqualTo("provider_unavailable");
    assertThat(failed.path("response").path("error").path("code").asText())
        .isEqualTo("server_error");
    ObjectNode error = frames.getLast();
    assertThat(error.path("type").asText()).isEqualTo("error");
    assertThat(error.has("error")).isFalse();
    assertThat(error.path("code").isTextual()).isTrue();
    assertThat(error.path("message").asText()).contains("broke off");
    assertThat(world.settledCall(caller)).containsEntry("status", "failed");
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  /// Row 66.
  @Test
  void aRefusalBeforeTheFirstByteIsARealStatus() {
    String model = world.serve("response-limited", wire -> wire.json(429, "{}"));

    HttpResponse<String> response =
        respond(world.callerWithCredit("1"), model, "\"input\":\"a\",\"stream\":true");

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.json(response).path("error").path("code").asInt()).isEqualTo(429);
  }

  /// Row 104.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"input\":\"a\",\"store\":true | store",
        "\"input\":\"a\",\"previous_response_id\":\"resp_1\" | previous_response_id",
        "\"input\":\"a\",\"conversation\":\"conv_1\" | conversation",
        "\"input\":\"a\",\"background\":true | background",
        "\"input\":\"a\",\"prompt\":{\"id\":\"p\"} | prompt",
        "\"input\":\"a\",\"include\":[\"file_search_call.results\"] | include",
        "\"input\":\"a\",\"tool_choice\":{\"type\":\"web_search\"} | tool_choice.type",
        "\"input\":\"a\",\"max_output_tokens\":0 | max_output_tokens",
        "\"input\":[] | input",
        "\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}] | input[0]",
        "\"input\":[{\"type\":\"of_tomorrow\"}] | input[0].type",
        "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}] | input[0].content[0].file_id",
        "\"instructions\":\"a\" | input"
      })
  void whatCannotBeHonouredIsRefusedByName(String fields, String param) {
    String model = world.serve("response-refused", wire -> wire.json(500, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = respond(caller, model, fields);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GatewayWorld.json(response).path("error").path("param").asText()).isEqualTo(param);
    assertThat(world.upstream().received("response-refused")).isEmpty();
    assertThat(world.calls(caller)).isEmpty();
  }

  private static void assertNumberedAndNamed(HttpResponse<String> response) {
    List<ObjectNode> frames = Transcript.frames(response);
    assertThat(frames)
        .extracting(frame -> frame.path("sequence_number").asInt(-1))
        .containsExactlyElementsOf(IntStream.range(0, frames.size()).boxed().toList());
    for (ObjectNode frame : frames) {
      assertThat(response.body())
          .contains("event: " + frame.path("type").asText() + "\ndata: " + frame);
    }
  }

  private HttpResponse<String> respond(Caller caller, String model, String fields) {
    return world.send(
        Transcript.post(
            "/v1/responses", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}"));
  }
}
