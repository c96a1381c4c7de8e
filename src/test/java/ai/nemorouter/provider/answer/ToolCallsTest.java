package ai.nemorouter.provider.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two calls, `one({"a":1})` and `two({"b":2})`, in the pieces in which servers send them.
class ToolCallsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        // As it should be, one after the other and interleaved.
        "[{'index':0,'id':'x','type':'function','function':{'name':'one','arguments':''}}]|[{'index':0,'function':{'arguments':'{~a~:1}'}}]|[{'index':1,'id':'y','type':'function','function':{'name':'two','arguments':'{~b~:'}}]|[{'index':1,'function':{'arguments':'2}'}}]",
        "[{'index':0,'id':'x','function':{'name':'one','arguments':'{~a~'}}]|[{'index':1,'id':'y','function':{'name':'two','arguments':'{~b~'}}]|[{'index':0,'function':{'arguments':':1}'}}]|[{'index':1,'function':{'arguments':':2}'}}]",
        // Without places.
        "[{'id':'x','function':{'name':'one','arguments':'{~a~'}}]|[{'id':'x','function':{'arguments':':1}'}}]|[{'id':'y','function':{'name':'two','arguments':'{~b~:2}'}}]",
        "[{'id':'x','function':{'name':'one','arguments':'{~a~'}}]|[{'function':{'arguments':':1}'}}]|[{'id':'y','function':{'name':'two','arguments':''}}]|[{'function':{'arguments':'{~b~:2}'}}]",
        // Without names of calls, with nulls.
        "[{'index':0,'id':null,'type':null,'function':{'name':'one','arguments':'{~a~:1}'}}]|[{'index':1,'id':'','function':{'name':'two','arguments':'{~b~:2}'}}]",
        // Without both.
        "[{'function':{'name':'one','arguments':'{~a~:1}'}},{'function':{'name':'two','arguments':'{~b~:2}'}}]",
        "[{'function':{'name':'one','arguments':'{~a~:'}}]|[{'function':{'name':'one','arguments':'1}'}}]|[{'function':{'name':'two','arguments':'{~b~:2}'}}]",
        // The same place for both.
        "[{'index':0,'id':'x','function':{'name':'one','arguments':'{~a~:1}'}}]|[{'index':0,'id':'y','function':{'name':'two','arguments':'{~b~:2}'}}]",
        "[{'index':0,'function':{'name':'one','arguments':'{~a~:1}'}}]|[{'index':0,'function':{'name':'two','arguments':'{~b~:2}'}}]",
        // The same index and pieces in turns, told apart by their names.
        "[{'index':0,'id':'x','function':{'name':'one','arguments':'{~a~'}}]|[{'index':0,'id':'y','function':{'name':'two','arguments':'{~b~'}}]|[{'index':0,'id':'x','function':{'arguments':':1}'}}]|[{'index':0,'id':'y','function':{'arguments':':2}'}}]",
        // The same name for both, without places.
        "[{'id':'z','function':{'name':'one','arguments':'{~a~:'}}]|[{'id':'z','function':{'arguments':'1}'}}]|[{'id':'z','function':{'name':'two','arguments':'{~b~:'}}]|[{'id':'z','function':{'arguments':'2}'}}]",
        // Arguments as an object, and a name that comes late.
        "[{'index':0,'id':'x','function':{'name':'one','arguments':{'a':1}}}]|[{'index':1,'id':'y','function':{'arguments':'{~b~'}}]|[{'index':1,'function':{'name':'two','arguments':':2}'}}]",
        // The same name of both calls, and one that the conversation has.
        "[{'index':0,'id':'call_0','function':{'name':'one','arguments':'{~a~:1}'}}]|[{'index':1,'id':'call_0','function':{'name':'two','arguments':'{~b~:2}'}}]"
      })
  void eachCallIsReadAsOneWithAPlaceAndANameOfItsOwn(String pieces) {
    ToolCalls calls = new ToolCalls(Set.of("call_0"), Set.of());
    List<JsonNode> told = new ArrayList<>();
    for (String piece : pieces.split("\\|", -1)) {
      calls.pieces(json(piece)).forEach(told::add);
    }

    Map<Integer, String> arguments = new HashMap<>();
    List<String> ids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (JsonNode piece : told) {
      assertThat(piece.path("index").isInt()).isTrue();
      boolean first = !arguments.containsKey(piece.path("index").asInt());
      assertThat(piece.has("id")).isEqualTo(first);
      if (first) {
        assertThat(piece.path("type").asText()).isEqualTo("function");
        ids.add(piece.path("id").asText());
        names.add(piece.path("function").path("name").asText());
      }
      assertThat(piece.path("function").has("name")).isEqualTo(first);
      arguments.merge(
          piece.path("index").asInt(),
          piece.path("function").path("arguments").asText(),
          String::concat);
    }
    assertThat(names).containsExactly("one", "two");
    assertThat(arguments).isEqualTo(Map.of(0, "{\"a\":1}", 1, "{\"b\":2}"));
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("", "call_0");
  }

  @Test
  void theCallsOfAWholeAnswerHaveTextsAndNames() {
    ArrayNode calls =
        new ToolCalls(Set.of(), Set.of())
            .whole(
                json(
                    "[{'id':'x','type':null,'function':{'name':'one','arguments':{'a':1}},'extra_content':{'k':1}},{'index':3,'function':{'name':'two','arguments':null}}]"),
                false);

    assertThat(calls.path(0))
        .hasToString(
            "{\"id\":\"x\",\"type\":\"function\",\"extra_content\":{\"k\":1},\"function\":{\"name\":\"one\",\"arguments\":\"{\\\"a\\\":1}\"}}");
    assertThat(calls.path(1).path("id").asText()).startsWith("call_");
    assertThat(calls.path(1).path("function").path("arguments").asText()).isEqualTo("{}");
  }

  @Test
  void aCallWithoutArgumentsHasAnEmptyObjectOfThemUnlessTheAnswerWasCut() {
    for (boolean cut : new boolean[] {false, true}) {
      ToolCalls calls = new ToolCalls(Set.of(), Set.of());
      calls.pieces(json("[{'index':0,'id':'x','function':{'name':'one','arguments':' '}}]"));

      assertThat(calls.rest(cut))
          .hasToString(cut ? "[]" : "[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]");
    }
  }

  @Test
  void itIsKnownUnderWhichNameAClientKnowsACall() {
    ToolCalls calls = new ToolCalls(Set.of("call_0"), Set.of());
    String sent =
        calls
            .pieces(json("[{'index':0,'id':'call_0','function':{'name':'one'}}]"))
            .findValue("id")
            .asText();

    assertThat(sent).isNotEqualTo("call_0");
    assertThat(calls.sentId("call_0")).isEqualTo(sent);
    assertThat(calls.sentId("call_1")).isEqualTo("call_1");
  }

  @Test
  void aCharacterOfAnArgumentThatIsCutInTwoIsJoined() {
    ToolCalls calls = new ToolCalls(Set.of(), Set.of());
    String first =
        calls
            .pieces(json("[{'index':0,'id':'x','function':{'name':'f','arguments':'a\\ud83d'}}]"))
            .findValue("arguments")
            .asText();
    String second =
        calls
            .pieces(json("[{'index':0,'function':{'arguments':'\\ude42b'}}]"))
            .findValue("arguments")
            .asText();

    assertThat(first + second).isEqualTo("a🙂b");
    assertThat(first).isEqualTo("a");
  }

  @Test
  void namesOfAHundredThousandLettersAreCut() {
    String huge = "x".repeat(100_000);
    ArrayNode calls =
        new ToolCalls(Set.of(), Set.of())
            .whole(json("[{'id':'" + huge + "','function':{'name':'" + huge + "'}}]"), false);

    assertThat(calls.toString()).hasSizeLessThan(1_000);
  }

  @Test
  void aFunctionThatTheClientKnowsAsACustomToolComesBackAsOne() {
    ToolCalls calls = new ToolCalls(Set.of(), Set.of("apply_patch"));
    ArrayNode told =
        calls.pieces(
            json("[{'index':0,'id':'x','function':{'name':'apply_patch','arguments':'{~inp'}}]"));
    told.addAll(calls.pieces(json("[{'index':0,'function':{'arguments':'ut~:~*** Begin~}'}}]")));
    told.addAll(calls.rest(false));

    assertThat(told)
        .hasToString(
            "[{\"index\":0,\"id\":\"x\",\"type\":\"custom\",\"custom\":{\"name\":\"apply_patch\",\"input\":\"\"}},"
                + "{\"index\":0,\"custom\":{\"input\":\"*** Begin\"}}]");
  }

  private static JsonNode json(String text) {
    String plain = text.replace("'", "\"").replace("~", "\\\"");
    ObjectNode holder = Json.parseObject(("{\"it\":" + plain + "}").getBytes(UTF_8));
    return holder.path("it");
  }
}
