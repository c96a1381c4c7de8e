package ai.nemorouter.demo.model;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What the demo provider understands of a chat request.
///
/// @param name of the model as it was asked for: the demo answers for models that it does not have
/// @param toolCall the tool that it calls instead of an answer
/// @param topic what the last message of the user is about, in a few words
/// @param tokens the input, counted as OpenAI's models count it
/// @param outputTokensMax where the answer is cut
record DemoPrompt(
    DemoModel model,
    String name,
    @Nullable DemoToolCall toolCall,
    String topic,
    int tokens,
    int outputTokensMax,
    boolean streamed,
    boolean usageInStream,
    int tokensPerSecond) {
  private static final int TOKENS_PER_MESSAGE = 3;
  private static final int TOKENS_BEFORE_ANSWER = 3;
  private static final int TOPIC_WORDS_MAX = 12;
  private static final int TOPIC_LENGTH_MAX = 90;

  static DemoPrompt parse(byte[] body, int usualTokensPerSecond) {
    ObjectNode request = Json.parseObject(body);
    String name = request.path("model").asText();
    DemoModel model =
        DemoModel.find(name)
            .or(() -> standIn(name))
            .orElseThrow(
                () -> ApiError.notFound("The demo has no model `" + name + "`.").exception());
    JsonNode messages = request.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw ApiError.invalidRequest("`messages` is required.").param("messages").exception();
    }
    return new DemoPrompt(
        model,
        DemoModel.find(name).map(DemoModel::id).orElse(name),
        DemoToolCall.of(request),
        topic(messages),
        countTokens(messages),
        outputTokensMax(request),
        request.path("stream").asBoolean(),
        request.path("stream_options").path("include_usage").asBoolean(),
        Math.max(
            0, request.path("metadata").path("tokens_per_second").asInt(usualTokensPerSecond)));
  }

  /// Models of others have slugs.
  private static Optional<DemoModel> standIn(String name) {
    return name.contains("/") && !name.startsWith(DemoModel.PROVIDER + "/")
        ? Optional.of(DemoModel.CATALOG_PRICED)
        : Optional.empty();
  }

  private static int outputTokensMax(ObjectNode request) {
    int ceiling = (int) DemoModel.OUTPUT_CEILING;
    int newer = request.path("max_completion_tokens").asInt(ceiling);
    return Math.clamp(Math.min(newer, request.path("max_tokens").asInt(ceiling)), 1, ceiling);
  }

  private static int countTokens(JsonNode messages) {
    int tokens = TOKENS_BEFORE_ANSWER;
    for (JsonNode message : messages) {
      tokens += TOKENS_PER_MESSAGE + DemoTokens.count(text(message.path("content"))) + 1;
    }
    return tokens;
  }

  private static String topic(JsonNode messages) {
    String question = "";
    for (JsonNode message : messages) {
      if ("user".equals(message.path("role").asText())) {
        question = text(message.path("content"));
      }
    }
    String[] words = question.strip().split("\\s+", TOPIC_WORDS_MAX + 1);
    String topic = String.join(" ", words);
    if (words.length > TOPIC_WORDS_MAX) {
      topic = topic.substring(0, topic.length() - words[TOPIC_WORDS_MAX].length() - 1) + " …";
    }
    if (topic.isEmpty()) {
      return "nothing in particular";
    }
    return topic.codePointCount(0, topic.length()) <= TOPIC_LENGTH_MAX
        ? topic
        : topic.substring(0, topic.offsetByCodePoints(0, TOPIC_LENGTH_MAX)) + "…";
  }

  /// The text of a message, whether it is a string or a list of parts.
  private static String text(JsonNode content) {
    if (content.isArray()) {
      return StreamSupport.stream(content.spliterator(), false)
          .map(part -> part.path("text").asText())
          .collect(Collectors.joining("\n"));
    }
    return content.isTextual() ? content.textValue() : "";
  }
}
