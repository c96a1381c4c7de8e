package ai.nemorouter.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.anthropic.Anthropic;
import ai.nemorouter.provider.gemini.Gemini;
import ai.nemorouter.provider.openai.OpenAi;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients get wrong about tools, and providers refuse.
class ToolRepairTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1} | {'a':1}",
        "'' | {}",
        "null | {}",
        "[] | {}",
        "{'a':1,} | {'a':1}",
        "{'a':1,'a':2} | {'a':2}",
        "{'a':1}{'b':2} | {'a':1}",
        "{'a':'cut o | {'_unparsed':'{\\'a\\':\\'cut o'}",
        "[1] | {'_unparsed':'[1]'}",
        "words | {'_unparsed':'words'}"
      })
  void argumentsThatAreNoObjectReachTheModelAsOneAndStayWithTheirResult(
      String arguments, String input) throws UntranslatableException {
    String chat =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
            + Spoken.json("{}").put("it", plain(arguments)).path("it")
            + "}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"done\"}]}";

    JsonNode claude = Spoken.chat(new Anthropic(), "claude-sonnet-4-5", chat);
    JsonNode gemini = Spoken.chat(new Gemini(), "gemini-2.5-pro", chat);

    assertThat(claude.findValue("input")).hasToString(plain(input));
    assertThat(claude.findValue("tool_use_id").asText()).isEqualTo("c");
    assertThat(gemini.findValue("args")).hasToString(plain(input));
    assertThat(gemini.findValue("functionResponse").path("id").asText()).isEqualTo("c");
  }

  private static String plain(String text) {
    return text.equals("''") ? "" : text.replace('\'', '"');
  }

  @Test
  void schemasAreMendedWhereProvidersRefuseThem() throws UntranslatableException {
    ObjectNode body =
        chat(
            """
            "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":[],"additionalProperties":null}}},
             {"type":"function","function":{"name":"g","parameters":{"type":"object","required":null,"properties":{
               "o":{"type":"object","properties":[],"additionalProperties":null},
               "list":{"type":"array","items":{"type":"object","properties":[]}},
               "properties":{"type":"array","default":[]}}}}}]\
            """);

    assertThat(body.path("tools").path(0).path("function").path("parameters"))
        .hasToString("{\"properties\":{},\"type\":\"object\"}");
    assertThat(body.path("tools").path(1).path("function").path("parameters"))
        .hasToString(
            "{\"type\":\"object\",\"properties\":{\"o\":{\"type\":\"object\",\"properties\":{}},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{}}},\"properties\":{\"type\":\"array\",\"default\":[]}}}");
  }

  @Test
  void aChoiceOfToolsWithoutToolsIsLeftOut() throws UntranslatableException {
    for (String tools : List.of("", "\"tools\":[],", "\"tools\":null,")) {
      ObjectNode body = chat(tools + "\"tool_choice\":\"auto\",\"parallel_tool_calls\":true");

      assertThat(body.properties().stream().map(field -> field.getKey()).toList())
          .doesNotContain("tools", "tool_choice", "parallel_tool_calls");
    }
  }

  @Test
  void aServerThatKnowsNoCustomToolsIsOfferedFunctions() throws UntranslatableException {
    ObjectNode body =
        chat(
            "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"patch\"}}],\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"patch\"}}");

    assertThat(body.path("tools").path(0).path("function").path("name").asText())
        .isEqualTo("patch");
    assertThat(body.path("tool_choice"))
        .hasToString("{\"type\":\"function\",\"function\":{\"name\":\"patch\"}}");
  }

  /// As a server of OpenAI's protocol gets it.
  private static ObjectNode chat(String fields) throws UntranslatableException {
    Provider provider = Spoken.provider(new OpenAi(), "https://vllm.example/v1");
    ObjectNode body =
        Spoken.json("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields + "}");
    PassedOn sent = PassedOn.of(provider, Operation.CHAT, new Payload.Document(body));
    assertThat(sent.ignored()).isSubsetOf(Set.of("tools"));
    return ((Payload.Document) sent.payload()).body();
  }
}
