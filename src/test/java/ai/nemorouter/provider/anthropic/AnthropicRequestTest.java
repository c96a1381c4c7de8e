package ai.nemorouter.provider.anthropic;

import static ai.nemorouter.provider.dialect.Spoken.ask;
import static ai.nemorouter.provider.dialect.Spoken.chat;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static ai.nemorouter.provider.dialect.Spoken.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Spoken;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/// What Claude is asked, in Anthropic's words.
class AnthropicRequestTest {
  private static final String OLDER = "claude-sonnet-4-5-20250929";
  private static final String NEWER = "claude-opus-4-8";

  private static final String EVERYTHING =
      """
      {"messages":[
        {"role":"system","content":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
        {"role":"user","content":[
          {"type":"text","text":"What is this?"},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0=","detail":"low"}},
          {"type":"image_url","image_url":{"url":"https://example.com/a.jpg"}},
          {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="},"cache_control":{"type":"ephemeral"}},
          {"type":"file","file":{"file_data":"https://example.com/b.pdf"}},
          {"type":"file","file":{"filename":"n.txt","file_data":"data:text/plain,two%20words+more"}}]},
        {"role":"assistant","content":"I look.","tool_calls":[
          {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"at\\": 1.25}"}},
          {"id":"call:2","type":"function","function":{"name":"now","arguments":""}}]},
        {"role":"tool","tool_call_id":"call_1","content":"a cat"},
        {"role":"tool","tool_call_id":"call:2","content":[{"type":"text","text":"noon"}],"is_error":true},
        {"role":"user","content":"And now?"},
        {"role":"developer","content":"No lists."}],
       "tools":[
        {"type":"function","function":{"name":"look","description":"Looks","strict":true,"parameters":{"type":"object","properties":{"at":{"type":"number"}}}},"cache_control":{"type":"ephemeral"}},
        {"type":"function","function":{"name":"now"}}],
       "tool_choice":{"type":"function","function":{"name":"look"}},"parallel_tool_calls":false,
       "stop":["END","STOP"],"temperature":0.5,"top_p":0.9,"top_k":40,"user":"u-1","stream":true,
       "cache_control":{"type":"ephemeral"},
       "seed":7,"frequency_penalty":0.5,"presence_penalty":0.5,"logit_bias":{"1":1},"max_completion_tokens":500}
      """;

  private static final String EVERYTHING_TRANSLATED =
      """
      {"model":"claude-sonnet-4-5-20250929","max_tokens":500,
       "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"No lists."}],
       "messages":[
        {"role":"user","content":[
          {"type":"text","text":"What is this?"},
          {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0="}},
          {"type":"image","source":{"type":"url","url":"https://example.com/a.jpg"}},
          {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf","cache_control":{"type":"ephemeral"}},
          {"type":"document","source":{"type":"url","url":"https://example.com/b.pdf"}},
          {"type":"document","source":{"type":"text","media_type":"text/plain","data":"two words+more"},"title":"n.txt"}]},
        {"role":"assistant","content":[
          {"type":"text","text":"I look."},
          {"type":"tool_use","id":"call_1","name":"look","input":{"at":1.25}},
          {"type":"tool_use","id":"call_2","name":"now","input":{}}]},
        {"role":"user","content":[
          {"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"a cat"}]},
          {"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"noon"}],"is_error":true},
          {"type":"text","text":"And now?"}]}],
       "tools":[
        {"name":"look","description":"Looks","input_schema":{"type":"object","properties":{"at":{"type":"number"}}},"strict":true,"cache_control":{"type":"ephemeral"}},
        {"name":"now","input_schema":{"type":"object","properties":{}}}],
       "tool_choice":{"type":"tool","name":"look","disable_parallel_tool_use":true},
       "temperature":0.5,"top_k":40,"stop_sequences":["END","STOP"],"metadata":{"user_id":"u-1"},
       "cache_control":{"type":"ephemeral"},"stream":true}
      """;

  private final Anthropic anthropic = new Anthropic();

  @Test
  void itGoesToMessagesWithAnthropicsHeadersAndTheProvidersKey() throws UntranslatableException {
    UpstreamRequest request =
        Spoken.request(
            anthropic,
            "https://api.anthropic.com/v1/",
            Operation.CHAT,
            OLDER,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_completion_tokens\":5}");

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.uri()).hasToString("https://api.anthropic.com/v1/messages");
    assertThat(request.headers())
        .containsOnly(
            java.util.Map.entry("anthropic-version", "2023-06-01"),
            java.util.Map.entry("x-api-key", "secret"),
            java.util.Map.entry("content-type", "application/json"));
    assertThat(anthropic.probe(Spoken.provider(anthropic, "http://localhost/v1")).uri())
        .hasToString("http://localhost/v1/models");
  }

  /// Row 35.
  @Test
  void aConversationWithEverythingKeepsEveryPartOfItInItsPlace() throws UntranslatableException {
    assertThat(chat(anthropic, OLDER, EVERYTHING)).isEqualTo(json(EVERYTHING_TRANSLATED));
  }

  @Test
  void toolsAreForcedForbiddenOrLeftToTheModelAsAsked() throws UntranslatableException {
    assertThat(choice("\"auto\"", "")).isEqualTo("");
    assertThat(choice("\"none\"", ",\"parallel_tool_calls\":false"))
        .isEqualTo("{\"type\":\"none\"}");
    assertThat(choice("\"required\"", "")).isEqualTo("{\"type\":\"any\"}");
    assertThat(choice("null", ",\"parallel_tool_calls\":false"))
        .isEqualTo("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
  }

  private String choice(String asked, String more) throws UntranslatableException {
    return ask(
            anthropic,
            NEWER,
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":"
                + asked
                + more)
        .path("tool_choice")
        .toString();
  }

  @Test
  void thinkingIsAskedForInTheWordsThatTheModelKnows() throws UntranslatableException {
    assertThinking(OLDER, "\"reasoning\":{\"effort\":\"high\"}", enabled(3_200), "");
    assertThinking(OLDER, "\"reasoning_effort\":\"minimal\"", enabled(1_024), "");
    assertThinking(OLDER, "\"reasoning\":{\"max_tokens\":2000}", enabled(2_000), "");
    assertThinking(OLDER, "\"reasoning\":{\"max_tokens\":90000}", enabled(3_999), "");
    assertThinking(OLDER, "\"reasoning\":{\"enabled\":true}", enabled(2_000), "");
    assertThinking(
        OLDER,
        "\"reasoning\":{\"effort\":\"high\",\"exclude\":true}",
        "{\"type\":\"enabled\",\"budget_tokens\":3200,\"display\":\"omitted\"}",
        "");
    assertThinking(OLDER, "\"reasoning\":{\"enabled\":false}", "", "");
    assertThinking(OLDER, "\"reasoning\":null,\"reasoning_effort\":null", "", "");
    String adaptive = "{\"type\":\"adaptive\",\"display\":\"summarized\"}";
    assertThinking(
        NEWER, "\"reasoning\":{\"effort\":\"xhigh\"}", adaptive, "{\"effort\":\"xhigh\"}");
    assertThinking(
        "claude-opus-4-6", "\"reasoning_effort\":\"xhigh\"", adaptive, "{\"effort\":\"high\"}");
    assertThinking("claude-latest", "\"reasoning\":{\"max_tokens\":2000}", adaptive, "");
    assertThinking(
        NEWER,
        "\"reasoning\":{\"effort\":\"low\",\"exclude\":true}",
        "{\"type\":\"adaptive\",\"display\":\"omitted\"}",
        "{\"effort\":\"low\"}");
    assertThinking(NEWER, "\"reasoning\":{\"effort\":\"none\"}", "", "");
    assertThinking(
        "claude-opus-5", "\"reasoning\":{\"enabled\":false}", "{\"type\":\"disabled\"}", "");
    assertThinking(
        "claude-sonnet-5-5", "\"reasoning\":{\"enabled\":false}", "", "{\"effort\":\"low\"}");
  }

  private static String enabled(int budget) {
    return "{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}";
  }

  private void assertThinking(String model, String asked, String thinking, String output)
      throws UntranslatableException {
    JsonNode body = ask(anthropic, model, "," + asked);
    assertThat(body.path("thinking").toString()).as(model + asked).isEqualTo(thinking);
    assertThat(body.path("output_config").toString()).as(model + asked).isEqualTo(output);
  }

  @Test
  void whereClaudeWouldRefuseToThinkTheAnswerCountsForMore() throws UntranslatableException {
    String effort = ",\"reasoning\":{\"effort\":\"high\"}";
    String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    assertThat(
            ask(anthropic, NEWER, effort + tool + ",\"tool_choice\":\"required\"").has("thinking"))
        .isFalse();
    assertThat(ask(anthropic, OLDER, effort + ",\"max_completion_tokens\":1024").has("thinking"))
        .isFalse();
    assertThat(
            chat(
                    anthropic,
                    NEWER,
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"He\"}]"
                        + effort
                        + "}")
                .has("thinking"))
        .isFalse();
    String unsigned =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"x\"}]"
            + effort
            + "}";
    assertThat(chat(anthropic, OLDER, unsigned).has("thinking")).isFalse();
    assertThat(chat(anthropic, NEWER, unsigned).has("thinking")).isTrue();
  }

  @Test
  void samplingIsSentOnlyToModelsThatTakeItAndNotBesideABudgetToThink()
      throws UntranslatableException {
    String sampling = ",\"temperature\":1.7,\"top_p\":0.9,\"top_k\":5";

    JsonNode older = ask(anthropic, OLDER, sampling);
    assertThat(older.path("temperature").decimalValue()).isEqualByComparingTo("1");
    assertThat(older.has("top_p")).isFalse();
    assertThat(ask(anthropic, OLDER, ",\"temperature\":1.0,\"top_p\":0.9").has("top_p")).isTrue();
    assertThat(ask(anthropic, NEWER, sampling).has("top_k")).isFalse();
    assertThat(
            ask(anthropic, OLDER, sampling + ",\"reasoning_effort\":\"high\"").has("temperature"))
        .isFalse();
  }

  /// Row 44.
  @Test
  void claudeSeesItsSignedThoughtsAgainAndNobodyElses() throws UntranslatableException {
    JsonNode content =
        chat(
                anthropic,
                OLDER,
                """
                {"messages":[{"role":"user","content":"Hi"},
                 {"role":"assistant","content":"Hello","reasoning":"AB","reasoning_details":[
                  {"type":"reasoning.text","text":"A","index":0,"format":"anthropic-claude-v1"},
                  {"type":"reasoning.text","text":"B","index":0,"format":"anthropic-claude-v1"},
                  {"type":"reasoning.text","signature":"s1","index":0,"format":"anthropic-claude-v1"},
                  {"type":"reasoning.encrypted","data":"dark","index":1,"format":"anthropic-claude-v1"},
                  {"type":"reasoning.text","text":"","signature":"s2","index":2},
                  {"type":"reasoning.text","text":"unsigned","index":3},
                  {"type":"reasoning.encrypted","data":"gem","index":4,"format":"google-gemini-v1"}]},
                 {"role":"user","content":"Go on"}]}
                """)
            .path("messages")
            .path(1)
            .path("content");

    assertThat(content.toString())
        .isEqualTo(
            "[{\"type\":\"thinking\",\"thinking\":\"AB\",\"signature\":\"s1\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"dark\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s2\"},"
                + "{\"type\":\"text\",\"text\":\"Hello\"}]");
  }

  /// A signature holds only for the very text it was given for.
  @Test
  void anUnsignedThoughtIsNotTakenForTheBeginningOfASignedOne() throws UntranslatableException {
    assertThat(
            chat(
                    anthropic,
                    OLDER,
                    """
                    {"messages":[{"role":"user","content":"Hi"},
                     {"role":"assistant","content":"Hello","reasoning_details":[
                      {"type":"reasoning.text","text":"Unsigned. "},
                      {"type":"reasoning.text","text":"Signed.","signature":"s"}]},
                     {"role":"user","content":"Go on"}]}
                    """)
                .path("messages")
                .path(1)
                .path("content")
                .path(0)
                .toString())
        .isEqualTo("{\"type\":\"thinking\",\"thinking\":\"Signed.\",\"signature\":\"s\"}");
  }

  /// Row 46.
  @Test
  void aSchemaOfTheAnswerIsKeptAndJsonAloneIsAskedForInWords() throws UntranslatableException {
    JsonNode schema =
        ask(
            anthropic,
            NEWER,
            ",\"reasoning_effort\":\"low\",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"strict\":true,\"schema\":{\"type\":\"object\",\"additionalProperties\":false}}}");
    assertThat(schema.path("output_config"))
        .isEqualTo(
            json(
                "{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false}},\"effort\":\"low\"}"));
    assertThat(
            ask(anthropic, NEWER, ",\"response_format\":{\"type\":\"json_object\"}")
                .path("system")
                .path(0)
                .path("text")
                .asText())
        .contains("JSON");
  }

  @Test
  void aBeginningOfTheAnswerIsContinuedAndInstructionsAloneAreSaidByTheUser()
      throws UntranslatableException {
    assertThat(
            chat(
                    anthropic,
                    OLDER,
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"{ \\n\"}]}")
                .path("messages")
                .path(1)
                .toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"{\"}]}");
    JsonNode alone =
        chat(anthropic, OLDER, "{\"messages\":[{\"role\":\"system\",\"content\":\"Greet.\"}]}");
    assertThat(alone.path("messages").path(0).path("role").asText()).isEqualTo("user");
    assertThat(alone.has("system")).isFalse();
  }

  /// Row 36.
  @Test
  void nullIsAbsent() throws UntranslatableException {
    assertThat(
            ask(
                anthropic,
                NEWER,
                ",\"tools\":null,\"tool_choice\":null,\"temperature\":null,\"stop\":null,\"n\":null,\"logprobs\":null,\"audio\":null,\"modalities\":null,\"functions\":null,\"response_format\":null,\"user\":null,\"cache_control\":null"))
        .isEqualTo(
            json(
                "{\"model\":\"claude-opus-4-8\",\"max_tokens\":4000,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}"));
  }

  @Test
  void whatWouldBeAnsweredOtherwiseThanAskedIsRefusedByName() {
    assertThat(refusedField(anthropic, NEWER, ",\"n\":2")).isEqualTo("n");
    assertThat(refusedField(anthropic, NEWER, ",\"logprobs\":true")).isEqualTo("logprobs");
    assertThat(refusedField(anthropic, NEWER, ",\"modalities\":[\"text\",\"audio\"]"))
        .isEqualTo("modalities");
    assertThat(refusedField(anthropic, NEWER, ",\"audio\":{\"voice\":\"x\"}")).isEqualTo("audio");
    assertThat(refusedField(anthropic, NEWER, ",\"functions\":[{\"name\":\"f\"}]"))
        .isEqualTo("functions");
    assertThat(refusedField(anthropic, NEWER, ",\"tools\":[{\"type\":\"web_search\"}]"))
        .isEqualTo("tools[0]");
    assertThat(refusedField(anthropic, NEWER, ",\"stop\":\"\\n\"")).isEqualTo("stop");
    assertThat(refusedField(anthropic, NEWER, ",\"response_format\":{\"type\":\"grammar\"}"))
        .isEqualTo("response_format");
    assertThat(
            refusedField(
                anthropic,
                NEWER,
                ",\"tool_choice\":{\"type\":\"allowed_tools\"},\"tools\":[{\"function\":{\"name\":\"f\"}}]"))
        .isEqualTo("tool_choice");
    assertRefused("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"x\",\"format\":\"wav\"}}");
    assertRefused("{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}");
    assertRefused(
        "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/zip;base64,UEs=\"}}");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(() ->
            chat(
                anthropic,
                NEWER,
                "{\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}"))
        .isInstanceOfSatisfying(
            UntranslatableException.class,
            refused -> assertThat(refused.field()).isEqualTo("messages[0].content[0]"));
  }
}
