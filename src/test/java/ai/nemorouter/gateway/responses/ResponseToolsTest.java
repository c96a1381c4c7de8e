package ai.nemorouter.gateway.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/// The tools and items that Codex sends, as a chat, and back.
class ResponseToolsTest {
  private static final String TOOLS =
      """
      [{"type":"function","name":"exec_command","description":"d","strict":false,"parameters":{"type":"object"}},
       {"type":"custom","name":"apply_patch","description":"Edits files.","format":{"type":"grammar","syntax":"lark","definition":"start: PATCH"}},
       {"type":"namespace","name":"mcp__files__","description":"Files of the user.","tools":[
         {"type":"function","name":"read","parameters":{"type":"object"}},
         {"type":"function","name":"write","description":"Writes.","parameters":{"type":"object"}}]},
       {"type":"namespace","name":"agents","tools":[{"type":"function","name":"close"}]},
       {"type":"local_shell"},
       {"type":"web_search","external_web_access":true},
       {"type":"image_generation"}]
      """;

  @Test
  void whatTheClientRunsBecomesAFunctionAndTheRestIsNamed() {
    ResponseRequest request = request("\"tools\":" + TOOLS + ",\"input\":\"Hi\"");

    JsonNode tools = request.chat().path("tools");
    assertThat(tools.findValuesAsText("name"))
        .containsExactly(
            "exec_command",
            "apply_patch",
            "mcp__files__read",
            "mcp__files__write",
            "agents__close",
            "local_shell");
    assertThat(tools).allMatch(tool -> tool.path("type").asText().equals("function"));
    assertThat(tools.path(1).path("function"))
        .hasToString(
            "{\"name\":\"apply_patch\",\"description\":\"Edits files.\\n\\nThe text of `input` must match this lark grammar:\\nstart: PATCH\",\"parameters\":{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}}");
    assertThat(tools.path(2).path("function").path("description").asText())
        .isEqualTo("Files of the user.");
    assertThat(request.ignored()).containsExactly("tools[]web_search", "tools[]image_generation");
  }

  @Test
  void theHistoryOfToolsIsTranslated() {
    ResponseRequest request =
        request(
            """
            "input":[{"type":"additional_tools","tools":%s},
             {"role":"user","content":"Go"},
             {"type":"reasoning","summary":[{"type":"summary_text","text":"I think"}],"encrypted_content":"c2VhbA=="},
             {"type":"custom_tool_call","call_id":"a","name":"apply_patch","input":"*** Begin"},
             {"type":"custom_tool_call_output","call_id":"a","output":"Done"},
             {"type":"function_call","call_id":"b","namespace":"mcp__files__","name":"read","arguments":"{}"},
             {"type":"function_call_output","call_id":"b","output":[{"type":"input_text","text":"Text"}]},
             {"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["ls"]}},
             {"type":"function_call_output","call_id":"c","output":"a.txt"},
             {"type":"mcp_call","id":"d","name":"ask","arguments":"{}","output":"42"},
             {"type":"tool_search_call","call_id":"e","execution":"client","arguments":{"query":"q"}},
             {"type":"tool_search_output","call_id":"e","tools":[{"type":"namespace","name":"late","tools":[{"type":"function","name":"f"}]}]},
             {"type":"web_search_call","id":"w","status":"completed"},
             {"type":"compaction","encrypted_content":"x"},
             {"role":"user","content":"On"}]\
            """
                .formatted(TOOLS));

    JsonNode messages = request.chat().path("messages");
    assertThat(messages.path(1).toString())
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"I think\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"apply_patch\",\"arguments\":\"{\\\"input\\\":\\\"*** Begin\\\"}\"}}]}");
    assertThat(messages.path(2).toString())
        .isEqualTo("{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"Done\"}");
    assertThat(names(messages))
        .isEqualTo("apply_patch mcp__files__read local_shell ask tool_search ");
    assertThat(messages.findValuesAsText("tool_call_id")).containsExactly("a", "b", "c", "d", "e");
    assertThat(messages.path(6).path("content").asText()).isEqualTo("a.txt");
    assertThat(messages.path(8).path("content").asText()).isEqualTo("42");
    assertThat(request.chat().path("tools").findValuesAsText("name")).contains("late__f");
    assertThat(request.ignored()).contains("input[]web_search_call", "input[]compaction");
  }

  @Test
  void callsComeBackInTheWordsOfTheClient() {
    ResponseRequest request = request("\"tools\":" + TOOLS + ",\"input\":\"Hi\"");
    ResponseAnswers answers = new ResponseAnswers(new ResponseBody(json("{}"), request.tools()));

    ObjectNode whole =
        answers.whole(
            json(
                """
                {"id":"gen-1","choices":[{"message":{"tool_calls":[
                 {"id":"a","function":{"name":"apply_patch","arguments":"{\\"input\\":\\"*** Begin\\"}"}},
                 {"id":"b","function":{"name":"mcp__files__write","arguments":"{}"}},
                 {"id":"c","function":{"name":"local_shell","arguments":"{\\"command\\":[\\"ls\\"]}"}},
                 {"id":"d","function":{"name":"unknown","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
                """));

    assertThat(whole.path("output"))
        .hasToString(
            "[{\"id\":\"ctc_1_0\",\"status\":\"completed\",\"call_id\":\"a\",\"type\":\"custom_tool_call\",\"name\":\"apply_patch\",\"input\":\"*** Begin\"},"
                + "{\"id\":\"fc_1_1\",\"status\":\"completed\",\"call_id\":\"b\",\"type\":\"function_call\",\"name\":\"write\",\"arguments\":\"{}\",\"namespace\":\"mcp__files__\"},"
                + "{\"id\":\"lsh_1_2\",\"status\":\"completed\",\"call_id\":\"c\",\"type\":\"local_shell_call\",\"action\":{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}},"
                + "{\"id\":\"fc_1_3\",\"status\":\"completed\",\"call_id\":\"d\",\"type\":\"function_call\",\"name\":\"unknown\",\"arguments\":\"{}\"}]");
  }

  @Test
  void aStreamOfACustomToolTellsBareText() {
    ResponseRequest request = request("\"tools\":" + TOOLS + ",\"input\":\"Hi\"");
    ResponseAnswers answers = new ResponseAnswers(new ResponseBody(json("{}"), request.tools()));
    String delta =
        "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"apply_patch\",\"arguments\":\"{\\\"input\\\":\\\"**\"}}]}}]}";
    String rest =
        "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"* Begin\\\"}\"}}]},\"finish_reason\":\"tool_calls\"}]}";

    String told =
        answers.chunk(json(delta))
            + answers.chunk(json(rest))
            + answers.end(json("{\"usage\":{}}"));

    assertThat(told)
        .contains(
            "\"type\":\"response.custom_tool_call_input.delta\"",
            "\"delta\":\"*** Begin\"",
            "\"type\":\"custom_tool_call\",\"name\":\"apply_patch\",\"input\":\"*** Begin\"")
        .doesNotContain("function_call_arguments");
  }

  @Test
  void namesOfGroupsFitIntoWhatProvidersTake() {
    String longName = "a.b".repeat(40);
    ResponseRequest request =
        request(
            "\"input\":\"Hi\",\"tools\":[{\"type\":\"namespace\",\"name\":\""
                + longName
                + "\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}]");

    String name = request.chat().path("tools").findValue("name").asText();
    assertThat(name).matches("[A-Za-z0-9_-]{1,64}");
    assertThat(request.tools().named(name).namespace()).isEqualTo(longName);
  }

  @Test
  void aReferenceToAnItemSaysWhatToSetInTheClient() {
    assertThatThrownBy(() -> request("\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error().message()).contains("\"store\"", "false"));
  }

  private static String names(JsonNode messages) {
    StringBuilder names = new StringBuilder();
    for (JsonNode message : messages) {
      message
          .path("tool_calls")
          .forEach(call -> names.append(call.path("function").path("name").asText()).append(' '));
    }
    return names.toString();
  }

  private static ResponseRequest request(String fields) {
    return ResponseRequest.of(json("{\"model\":\"m\"," + fields + "}"));
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }
}
