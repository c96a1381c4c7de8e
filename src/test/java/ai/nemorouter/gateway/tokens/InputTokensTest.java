package ai.nemorouter.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputTokensTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  @Test
  void messagesCountAsInOpenAisCookbookAndNeverAboveTheBound() {
    Random random = new Random(20261122);
    for (int i = 0; i < 1_000; i++) {
      ObjectNode body = Json.object();
      ArrayNode messages = body.putArray("messages");
      long exact = 3;
      for (int message = random.nextInt(6); message >= 0; message--) {
        String role = List.of("system", "user", "assistant").get(random.nextInt(3));
        String content = RandomText.adversarial(random, random.nextInt(200));
        ObjectNode added = messages.addObject().put("role", role).put("content", content);
        exact += 3 + tokens(role) + tokens(content);
        if (random.nextInt(4) == 0) {
          added.put("name", "Ada");
          exact += 1 + tokens("Ada");
        }
      }

      InputTokens counted = InputTokens.of(body, "openai/gpt-4o");

      assertThat(counted.likely()).as("request %d", i).isEqualTo(exact);
      assertThat(counted.bound()).as("request %d", i).isGreaterThanOrEqualTo(exact);
    }
  }

  @Test
  void toolsStayBelowTheBoundOfOpenAisCookbook() {
    Random random = new Random(20261123);
    for (int i = 0; i < 300; i++) {
      ObjectNode body = Json.object();
      body.putArray("messages");
      ArrayNode tools = body.putArray("tools");
      long exact = 3 + 12;
      for (int tool = random.nextInt(5); tool >= 0; tool--) {
        exact += addTool(tools, random);
      }

      assertThat(InputTokens.of(body, "openai/gpt-4o").bound())
          .as("request %d: %s", i, body)
          .isGreaterThanOrEqualTo(exact);
    }
  }

  /// One tool with random words, and what the cookbook's `num_tokens_for_tools` makes of it.
  private static long addTool(ArrayNode tools, Random random) {
    ObjectNode function = tools.addObject().put("type", "function").putObject("function");
    String description = words(random, 1 + random.nextInt(30));
    function.put("name", "look_up").put("description", description);
    ObjectNode parameters = function.putObject("parameters").put("type", "object");
    ObjectNode properties = parameters.putObject("properties");
    long exact = 7 + tokens("look_up:" + description) + 3;
    for (int property = random.nextInt(6); property >= 0; property--) {
      String name = "field_" + property;
      String about = words(random, 1 + random.nextInt(12));
      ObjectNode described = properties.putObject(name);
      described.put("type", "string").put("description", about);
      exact += 3 + tokens(name + ":string:" + about);
      if (random.nextBoolean()) {
        described.putArray("enum").add("celsius").add("fahrenheit");
        exact += -3 + 3 + tokens("celsius") + 3 + tokens("fahrenheit");
      }
    }
    return exact;
  }

  @Test
  void escapesAndWhiteSpaceOfTheJsonDoNotMatter() {
    String dense =
        """
        {"messages":[{"role":"user","content":"Grüße aus Köln"}],"tools":[{"type":"function"}]}\
        """;
    String loose =
        """
        { "messages" : [ { "role" : "user",
          "content" : "Gr\\u00fc\\u00dfe aus K\\u00f6ln" } ],

          "tools" : [ { "type" : "function" } ] }\
        """;

    assertThat(of(loose, "openai/gpt-4o")).isEqualTo(of(dense, "openai/gpt-4o"));
  }

  @Test
  void settingsAreNoPromptButUnknownFieldsMayBe() {
    long alone = of("{\"messages\":[]}", "openai/gpt-4o").bound();

    assertThat(
            of("{\"messages\":[],\"user\":\"somebody\",\"stop\":[\"end\"]}", "openai/gpt-4o")
                .bound())
        .isEqualTo(alone);
    assertThat(of("{\"messages\":[],\"documents\":[\"a b c\"]}", "openai/gpt-4o").bound())
        .isGreaterThanOrEqualTo(alone + 3);
    assertThat(
            of("{\"messages\":[{\"role\":\"user\",\"reasoning\":\"a b c\"}]}", "openai/gpt-4o")
                .bound())
        .isGreaterThanOrEqualTo(alone + 3 + 3);
  }

  @Test
  void anImagesDataIsNotText() {
    String data = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAYAAAB" + "A".repeat(200_000);
    String body =
        """
        {"messages":[{"role":"user","content":[
          {"type":"image_url","image_url":{"url":"data:image/png;base64,%s","detail":"high"}}]}]}\
        """
            .formatted(data);

    // 1,024 × 1,024 pixels are 765 tokens for gpt-4o; bytes would be some 200,000.
    assertThat(of(body, "openai/gpt-4o").bound()).isBetween(765L, 900L);
  }

  @Test
  void attachmentsAreBoundedByTheirData() {
    String audio =
        """
        {"messages":[{"role":"user","content":[
          {"type":"input_audio","input_audio":{"data":"%s","format":"mp3"}}]}]}\
        """
            .formatted("A".repeat(64_000));
    String document =
        """
        {"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}\
        """;

    // 48,000 bytes: at most 64 seconds of speech, at 32 tokens a second.
    assertThat(of(audio, "google/gemini-2.5-flash").bound()).isBetween(2_048L, 4_000L);
    assertThat(of(document, "openai/gpt-4o").bound()).isGreaterThanOrEqualTo(200_000);
  }

  @Test
  void aPredictionMayBeChargedAsOutput() {
    InputTokens tokens =
        of(
            "{\"messages\":[],\"prediction\":{\"type\":\"content\",\"content\":\"one two three\"}}",
            "openai/gpt-4o");

    assertThat(tokens.predicted()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"messages\":[{\"role\":\"user\",\"content\":\"cache_control\"}]}', NONE",
    "'{\"messages\":[],\"cache_control\":{\"type\":\"ephemeral\"}}', PRESENT",
    "'{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]}', PRESENT",
    "'{\"messages\":[],\"tools\":[{\"function\":{\"name\":\"f\"},\"cache_control\":{\"ttl\":\"1h\"}}]}', HOUR"
  })
  void cacheControlIsNoticedWhereverItStands(String body, CacheControl expected) {
    assertThat(of(body, "anthropic/claude-sonnet-4.5").cacheControl()).isEqualTo(expected);
  }

  @Test
  void veryLongRequestsCountATokenPerByteBeyondTheFirstMillionLetters() {
    ObjectNode body = Json.object();
    ArrayNode messages = body.putArray("messages");
    for (int i = 0; i < 3; i++) {
      messages.addObject().put("role", "user").put("content", "word ".repeat(120_000));
    }

    InputTokens tokens = InputTokens.of(body, "openai/gpt-4o");

    // The first message has 600,000 letters; the other two no longer fit into the million together.
    assertThat(tokens.bound()).isBetween(120_000L + 2 * 600_000, 120_000L + 2 * 600_000 + 100);
  }

  private static InputTokens of(String body, String slug) {
    return InputTokens.of(Json.parseObject(body.getBytes(StandardCharsets.UTF_8)), slug);
  }

  private static long tokens(String text) {
    return O200K.countTokensOrdinary(
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }

  private static String words(Random random, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words
          .append(i == 0 ? "" : " ")
          .append(RandomText.of(random, 1 + random.nextInt(9), 'a', 'z'));
    }
    return words.toString();
  }
}
