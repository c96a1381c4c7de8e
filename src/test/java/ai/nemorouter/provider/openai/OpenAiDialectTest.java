package ai.nemorouter.provider.openai;

import static ai.nemorouter.provider.dialect.Spoken.answer;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static ai.nemorouter.provider.dialect.Spoken.request;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Spoken;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import org.junit.jupiter.api.Test;

/// OpenAI itself, which knows nothing of what others added, and servers that speak like it.
class OpenAiDialectTest {
  private static final String CHAT =
      """
      {"messages":[
        {"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]},
        {"role":"assistant","content":"Hello","reasoning":"Hm","reasoning_details":[
          {"type":"reasoning.text","text":"Hm","signature":"s","index":0,"format":"anthropic-claude-v1"},
          {"type":"reasoning.text","text":"Hm","index":1}]},
        {"role":"tool","tool_call_id":"a","content":"x","is_error":true}],
       "tools":[{"type":"function","function":{"name":"f","cache_control":{"type":"ephemeral"}},"cache_control":{"type":"ephemeral"}}],
       "reasoning":{"effort":"high","exclude":true},"top_k":5,"min_p":0.1,
       "max_completion_tokens":10,"stream":true}
      """;

  private final OpenAi openAi = new OpenAi();

  /// Row 29.
  @Test
  void openAiGetsNothingThatItWouldRefuseToKnow() throws UntranslatableException {
    assertThat(sent("https://api.openai.com/v1"))
        .isEqualTo(
            json(
                """
                {"messages":[
                  {"role":"user","content":[{"type":"text","text":"Hi"}]},
                  {"role":"assistant","content":"Hello"},
                  {"role":"tool","tool_call_id":"a","content":"x"}],
                 "tools":[{"type":"function","function":{"name":"f"}}],
                 "max_completion_tokens":10,"stream":true,
                 "stream_options":{"include_usage":true},"reasoning_effort":"high"}
                """));
  }

  @Test
  void compatibleServersGetTheOlderCeilingAndNothingThatOthersSigned()
      throws UntranslatableException {
    ObjectNode sent = sent("http://localhost:8000/v1");

    assertThat(sent.path("max_tokens").asInt()).isEqualTo(10);
    assertThat(sent.has("max_completion_tokens")).isFalse();
    assertThat(sent.path("top_k").asInt()).isEqualTo(5);
    assertThat(sent.path("reasoning").path("effort").asText()).isEqualTo("high");
    assertThat(sent.path("messages").path(1).path("reasoning_details").toString())
        .isEqualTo("[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"index\":1}]");
    assertThat(sent.path("messages").path(2).has("is_error")).isFalse();
  }

  private ObjectNode sent(String baseUrl) throws UntranslatableException {
    return json(request(openAi, baseUrl, Operation.CHAT, "m", CHAT).body().toString());
  }

  @Test
  void theBaseUrlMayHaveAQuery() {
    assertThat(Spoken.provider(openAi, "https://a.example/v1/?key=x").at("/models"))
        .isEqualTo(URI.create("https://a.example/v1/models?key=x"));
  }

  @Test
  void cachedTokensOfCompatibleServersAreNamedAsEverywhere() {
    ObjectNode whole =
        answer(
            openAi,
            "{\"choices\":[{\"message\":{\"content\":\"4\",\"reasoning_content\":\"2+2\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":8}}");
    assertThat(whole.path("usage").path("prompt_tokens_details").path("cached_tokens").asInt())
        .isEqualTo(8);
  }

  @Test
  void whatIsNamedAsEverywhereAlreadyStaysAsItIs() {
    String answer =
        "{\"choices\":[{\"message\":{\"content\":\"4\",\"reasoning\":\"a\",\"reasoning_content\":\"b\"}}],\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":1},\"cached_tokens\":2}}";
    assertThat(answer(openAi, answer)).isEqualTo(json(answer));
  }
}
