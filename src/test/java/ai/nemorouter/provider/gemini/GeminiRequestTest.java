package ai.nemorouter.provider.gemini;

import static ai.nemorouter.provider.dialect.Spoken.ask;
import static ai.nemorouter.provider.dialect.Spoken.chat;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static ai.nemorouter.provider.dialect.Spoken.refusedField;
import static ai.nemorouter.provider.dialect.Spoken.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Spoken;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What Gemini is asked, in Google's words.
class GeminiRequestTest {
  private static final String OLDER = "gemini-2.5-flash";
  private static final String NEWER = "gemini-3.1-pro-preview";
  private static final String BASE = "https://generativelanguage.googleapis.com/v1beta";
  private static final String HI =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_completion_tokens\":5%s}";

  private static final String EVERYTHING =
      """
      {"messages":[
        {"role":"system","content":"Be brief."},
        {"role":"user","content":[
          {"type":"text","text":"What is this?"},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0="}},
          {"type":"image_url","image_url":{"url":"https://example.com/a.jpg?x=1"}},
          {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}},
          {"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}},
          {"type":"video_url","video_url":{"url":"https://youtu.be/x"}}]},
        {"role":"assistant","content":"I look.","tool_calls":[
          {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1.25}"}},
          {"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"call_1","content":"a cat"},
        {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"broken"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}],"is_error":true},
        {"role":"user","content":"And now?"}],
       "tools":[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object","properties":{"at":{"$ref":"#/$defs/n"}},"additionalProperties":false}}},
                {"type":"function","function":{"name":"now"}}],
       "tool_choice":{"type":"function","function":{"name":"look"}},
       "stop":"END","temperature":0.5,"top_p":0.9,"top_k":40,"seed":7,"frequency_penalty":0.5,"presence_penalty":0.25,
       "n":2,"logprobs":true,"top_logprobs":3,"stream":true,"max_completion_tokens":500}
      """;

  private static final String EVERYTHING_TRANSLATED =
      """
      {"systemInstruction":{"parts":[{"text":"Be brief."}]},
       "contents":[
        {"role":"user","parts":[
          {"text":"What is this?"},
          {"inlineData":{"mimeType":"image/png","data":"iVBORw0="}},
          {"fileData":{"fileUri":"https://example.com/a.jpg?x=1","mimeType":"image/jpeg"}},
          {"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}},
          {"inlineData":{"mimeType":"audio/wav","data":"UklGRg=="}},
          {"fileData":{"fileUri":"https://youtu.be/x"}}]},
        {"role":"model","parts":[
          {"text":"I look."},
          {"functionCall":{"id":"call_1","name":"look","args":{"at":1.25}}},
          {"functionCall":{"id":"call_2","name":"now","args":{}}}]},
        {"role":"user","parts":[
          {"functionResponse":{"id":"call_1","name":"look","response":{"output":"a cat"}}},
          {"functionResponse":{"id":"call_2","name":"now","response":{"error":"broken"}}},
          {"inlineData":{"mimeType":"image/png","data":"AA=="}}]},
        {"role":"user","parts":[{"text":"And now?"}]}],
       "tools":[{"functionDeclarations":[
         {"name":"look","description":"Looks","parametersJsonSchema":{"type":"object","properties":{"at":{"$ref":"#/$defs/n"}},"additionalProperties":false}},
         {"name":"now"}]}],
       "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}},
       "generationConfig":{"maxOutputTokens":500,"temperature":0.5,"topP":0.9,"topK":40,
        "presencePenalty":0.25,"frequencyPenalty":0.5,"seed":7,"candidateCount":2,
        "responseLogprobs":true,"logprobs":3,"stopSequences":["END"]}}
      """;

  private final Gemini gemini = new Gemini();

  @Test
  void theModelAndTheMethodStandInThePathAndTheKeyInItsHeader() throws UntranslatableException {
    UpstreamRequest whole = request(gemini, BASE, Operation.CHAT, OLDER, HI.formatted(""));
    UpstreamRequest streamed =
        request(gemini, BASE, Operation.CHAT, "a b/c", HI.formatted(",\"stream\":true"));

    assertThat(whole.uri()).hasToString(BASE + "/models/gemini-2.5-flash:generateContent");
    assertThat(whole.headers())
        .isEqualTo(Map.of("x-goog-api-key", "secret", "content-type", "application/json"));
    assertThat(streamed.uri())
        .hasToString(BASE + "/models/a%20b%2Fc:streamGenerateContent?alt=sse");
    assertThat(gemini.probe(Spoken.provider(gemini, BASE)).uri()).hasToString(BASE + "/models");
  }

  /// Row 35.
  @Test
  void aConversationWithEverythingKeepsEveryPartOfItInItsPlace() throws UntranslatableException {
    assertThat(chat(gemini, OLDER, EVERYTHING)).isEqualTo(json(EVERYTHING_TRANSLATED));
  }

  /// Row 44.
  @Test
  void aSignatureThatComesAfterItsTextReturnsToIt() throws UntranslatableException {
    JsonNode parts =
        chat(
                gemini,
                NEWER,
                """
                {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"One moment"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}],
                  "reasoning_details":[
                   {"type":"reasoning.encrypted","data":"sigT","index":0,"format":"google-gemini-v1"},
                   {"type":"reasoning.encrypted","id":"a","data":"sigA","index":1,"format":"google-gemini-v1"}]}]}
                """)
            .path("contents")
            .path(1)
            .path("parts");

    assertThat(parts).hasSize(2);
    assertThat(parts.path(0).path("text").asText()).isEqualTo("One moment");
    assertThat(parts.findValuesAsText("thoughtSignature")).containsExactly("sigT", "sigA");
  }

  @Test
  void signaturesReturnToThePartsTheyBelongTo() throws UntranslatableException {
    String turn =
        """
        {"messages":[{"role":"user","content":"Hi"},
         {"role":"assistant","content":"One moment","tool_calls":[
           {"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}],
          "reasoning_details":[%s]},
         {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}
        """;
    JsonNode signed =
        chat(
                gemini,
                NEWER,
                turn.formatted(
                    "{\"type\":\"reasoning.text\",\"text\":\"Hmm\",\"index\":0,\"format\":\"google-gemini-v1\"},"
                        + "{\"type\":\"reasoning.encrypted\",\"data\":\"sigT\",\"index\":1,\"format\":\"google-gemini-v1\"},"
                        + "{\"type\":\"reasoning.encrypted\",\"id\":\"a\",\"data\":\"sigA\",\"index\":2,\"format\":\"google-gemini-v1\"},"
                        + "{\"type\":\"reasoning.encrypted\",\"id\":\"b\",\"data\":\"sigClaude\",\"index\":3,\"format\":\"anthropic-claude-v1\"}"))
            .path("contents")
            .path(1)
            .path("parts");
    JsonNode unsigned =
        chat(gemini, NEWER, turn.formatted("")).path("contents").path(1).path("parts");

    assertThat(signed.findValuesAsText("thoughtSignature")).containsExactly("sigT", "sigA");
    assertThat(signed.path(0).path("thoughtSignature").asText()).isEqualTo("sigT");
    assertThat(signed.path(1).path("thoughtSignature").asText()).isEqualTo("sigA");
    assertThat(unsigned.findValuesAsText("thoughtSignature"))
        .containsExactly("skip_thought_signature_validator");
    assertThat(unsigned.path(1).has("thoughtSignature")).isTrue();
    assertThat(chat(gemini, OLDER, turn.formatted("")).findValues("thoughtSignature")).isEmpty();
  }

  @Test
  void thinkingIsAskedForInTheWordsThatTheModelKnows() throws UntranslatableException {
    assertThinking(
        OLDER,
        "\"reasoning\":{\"effort\":\"high\"}",
        "{\"includeThoughts\":true,\"thinkingBudget\":3200}");
    assertThinking(
        OLDER,
        "\"reasoning\":{\"max_tokens\":90000,\"exclude\":true}",
        "{\"includeThoughts\":false,\"thinkingBudget\":24576}");
    assertThinking(OLDER, "\"reasoning\":{\"enabled\":false}", "{\"thinkingBudget\":0}");
    assertThinking("gemini-2.5-pro", "\"reasoning_effort\":\"none\"", "{\"thinkingBudget\":128}");
    assertThinking(
        NEWER,
        "\"reasoning_effort\":\"xhigh\"",
        "{\"includeThoughts\":true,\"thinkingLevel\":\"high\"}");
    assertThinking(
        NEWER,
        "\"reasoning\":{\"effort\":\"minimal\"}",
        "{\"includeThoughts\":true,\"thinkingLevel\":\"low\"}");
    assertThinking(
        "gemini-flash-latest",
        "\"reasoning\":{\"enabled\":true}",
        "{\"includeThoughts\":true,\"thinkingLevel\":\"medium\"}");
    assertThinking(
        "gemini-3-flash", "\"reasoning\":{\"enabled\":false}", "{\"thinkingLevel\":\"minimal\"}");
    assertThinking(
        NEWER,
        "\"reasoning\":{\"max_tokens\":500}",
        "{\"includeThoughts\":true,\"thinkingBudget\":500}");
    assertThinking("gemini-2.0-flash", "\"reasoning_effort\":\"high\"", "");
    assertThinking("gemma-3-27b-it", "\"reasoning_effort\":\"high\"", "");
    assertThinking(NEWER, "\"reasoning\":null", "");
  }

  private void assertThinking(String model, String asked, String thinking)
      throws UntranslatableException {
    assertThat(
            ask(gemini, model, "," + asked)
                .path("generationConfig")
                .path("thinkingConfig")
                .toString())
        .as(model + asked)
        .isEqualTo(thinking);
  }

  /// Row 46.
  @Test
  void aSchemaOfTheAnswerIsKept() throws UntranslatableException {
    assertThat(
            ask(
                    gemini,
                    NEWER,
                    ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{\"type\":\"object\"}}}")
                .path("generationConfig"))
        .isEqualTo(
            json(
                "{\"maxOutputTokens\":4000,\"responseMimeType\":\"application/json\",\"responseJsonSchema\":{\"type\":\"object\"}}"));
    assertThat(
            ask(gemini, NEWER, ",\"response_format\":{\"type\":\"json_object\"}")
                .path("generationConfig")
                .path("responseMimeType")
                .asText())
        .isEqualTo("application/json");
  }

  @Test
  void toolsAreForcedForbiddenOrLeftToTheModelAsAsked() throws UntranslatableException {
    String tool =
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":";
    assertThat(ask(gemini, NEWER, tool + "\"auto\"").has("toolConfig")).isFalse();
    assertThat(ask(gemini, NEWER, tool + "\"none\"").path("toolConfig").toString())
        .contains("\"NONE\"");
    assertThat(ask(gemini, NEWER, tool + "\"required\"").path("toolConfig").toString())
        .contains("\"ANY\"");
  }

  /// Row 36.
  @Test
  void nullIsAbsentAndInstructionsAloneAreSaidByTheUser() throws UntranslatableException {
    assertThat(
            ask(
                gemini,
                NEWER,
                ",\"tools\":null,\"tool_choice\":null,\"temperature\":null,\"stop\":null,\"n\":null,\"logprobs\":null,\"seed\":null,\"response_format\":null"))
        .isEqualTo(
            json(
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}],\"generationConfig\":{\"maxOutputTokens\":4000}}"));
    assertThat(
            chat(gemini, NEWER, "{\"messages\":[{\"role\":\"system\",\"content\":\"Greet.\"}]}")
                .path("contents")
                .path(0)
                .path("role")
                .asText())
        .isEqualTo("user");
  }

  @Test
  void whatWouldBeAnsweredOtherwiseThanAskedIsRefusedByName() {
    assertThat(refusedField(gemini, NEWER, ",\"modalities\":[\"text\",\"audio\"]"))
        .isEqualTo("modalities");
    assertThat(refusedField(gemini, NEWER, ",\"tools\":[{\"type\":\"mcp\"}]"))
        .isEqualTo("tools[0]");
    assertThatThrownBy(() ->
            chat(
                gemini,
                NEWER,
                "{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"1\"}]}"))
        .isInstanceOfSatisfying(
            UntranslatableException.class,
            refused -> assertThat(refused.field()).isEqualTo("messages[0].tool_call_id"));
    assertThatThrownBy(
            () -> request(gemini, BASE, Operation.EMBEDDINGS, "e", "{\"input\":[[1,2,3]]}"))
        .isInstanceOfSatisfying(
            UntranslatableException.class,
            refused -> assertThat(refused.field()).isEqualTo("input"));
  }

  @Test
  void textsAreEmbeddedAllInOneRequest() throws UntranslatableException {
    UpstreamRequest request =
        request(
            gemini,
            BASE,
            Operation.EMBEDDINGS,
            "gemini-embedding-001",
            "{\"model\":\"x\",\"input\":[\"a\",\"b\"],\"dimensions\":768,\"encoding_format\":\"base64\"}");

    assertThat(request.uri()).hasToString(BASE + "/models/gemini-embedding-001:batchEmbedContents");
    assertThat(json(request.body().toString()))
        .isEqualTo(
            json(
                """
                {"requests":[
                  {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"outputDimensionality":768},
                  {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"b"}]},"outputDimensionality":768}]}
                """));
    assertThat(
            gemini.answer(
                Operation.EMBEDDINGS,
                json("{\"embeddings\":[{\"values\":[0.5,-1]},{\"values\":[2,3]}]}")))
        .hasToString(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[2,3]}]}");
  }
}
