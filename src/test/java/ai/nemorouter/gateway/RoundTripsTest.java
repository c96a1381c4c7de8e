package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.grammar.Answer;
import ai.nemorouter.gateway.grammar.ClientTurns;
import ai.nemorouter.gateway.grammar.ProviderTurns;
import ai.nemorouter.gateway.grammar.Read.Format;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a provider said comes back to it in the next turn unchanged in meaning, through each format
/// and each dialect, whole and streamed.
@QuarkusTest
class RoundTripsTest {
  private static final List<Format> FORMATS =
      List.of(Format.CHAT, Format.MESSAGES, Format.RESPONSES);

  private final GatewayWorld world;
  private final DialectWorld dialects;

  RoundTripsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Rows 44, 45 and 71.
  @ParameterizedTest
  @EnumSource
  void whatWasThoughtSaidAndCalledComesBackWithTheResults(Answer answer) {
    Map<String, String> results = new LinkedHashMap<>();
    results.put("call_a", "20 degrees");
    results.put("call_b", "nothing");
    Caller caller = world.callerWithCredit("5");
    for (Format format : FORMATS) {
      for (boolean streamed : List.of(false, true)) {
        String name = "round-" + answer.name() + "-" + format.word() + "-" + streamed;
        ClientTurns client = client(answer, format, name.toLowerCase(Locale.ROOT), streamed);

        client.keep(ask(caller, client));
        client.tell(results);
        ask(caller, client);

        assertThat(got(answer.dialect(), name.toLowerCase(Locale.ROOT)))
            .as("%s: %s", name, client.request())
            .containsExactlyElementsOf(
                Stream.concat(
                        answer.expected().stream(),
                        Stream.of("result call_a 20 degrees", "result call_b nothing"))
                    .toList());
      }
    }
  }

  private ClientTurns client(Answer answer, Format format, String name, boolean streamed) {
    String model = dialects.serve(answer.dialect(), name, answer.path(), answer.script(streamed));
    return new ClientTurns(format, model, streamed);
  }

  private String ask(Caller caller, ClientTurns client) {
    HttpResponse<String> response = world.post(client.path(), caller.secret(), client.request());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  /// What reached the provider in the last turn.
  private List<String> got(String dialect, String name) {
    Received last = world.upstream().received(name).getLast();
    return ProviderTurns.of(dialect, last.body());
  }

  /// A refusal stands beside the text in some formats and dialects, and is text in the others.
  @ParameterizedTest
  @EnumSource
  void aRefusalComesBackAsWhatWasSaid(Answer answer) {
    String refused = "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I may not.\"}";
    Caller caller = world.callerWithCredit("5");
    for (Format format : FORMATS) {
      String name = ("refused-" + answer.name() + "-" + format.word()).toLowerCase(Locale.ROOT);
      String first =
          dialects.serve(
              "openai",
              name + "-first",
              "/v1",
              wire ->
                  wire.json(
                      200,
                      "{\"choices\":[{\"index\":0,\"message\":"
                          + refused
                          + ",\"finish_reason\":\"stop\"}]}"));
      ClientTurns client = new ClientTurns(format, first, false);
      client.keep(ask(caller, client));
      client.say("Why?");

      // Another provider goes on with it.
      client.ask(dialects.serve(answer.dialect(), name, answer.path(), answer.script(false)));
      ask(caller, client);

      List<String> got = got(answer.dialect(), name);
      assertThat(got).as(name).hasSize(2).last().isEqualTo("said Why?");
      assertThat(got.getFirst()).as(name).isIn("said I may not.", "refused I may not.");
    }
  }

  @Test
  void anyOfSeveralAnswersCanBeGoneOnWith() {
    String name = "round-choices";
    String model =
        dialects.serve(
            "openai",
            name,
            "/v1",
            wire ->
                wire.json(
                    200,
                    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"One\"},\"finish_reason\":\"stop\"},"
                        + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_a\",\"function\":{\"name\":\"look\",\"arguments\":{\"at\":\"x\"}}}]},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9}}"));
    Caller caller = world.callerWithCredit("5");
    ObjectNode body = DialectWorld.json(GatewayWorld.chat(model, ",\"n\":2" + DialectWorld.TOOLS));

    JsonNode choices =
        GatewayWorld.json(world.post(caller.secret(), body.toString())).path("choices");
    assertThat(choices.path(0).path("finish_reason").asText()).isEqualTo("stop");
    assertThat(choices.path(1).path("finish_reason").asText()).isEqualTo("tool_calls");
    body.withArray("/messages").add(choices.path(1).path("message"));
    body.withArray("/messages")
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", "call_a")
        .put("content", "a cat");
    assertThat(world.post(caller.secret(), body.toString()).statusCode()).isEqualTo(200);

    assertThat(got("openai", name))
        .containsExactly("call call_a look {\"at\":\"x\"}", "result call_a a cat");
  }
}
