package ai.nemorouter.gateway.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Walks through one request and adds up its tokens.
final class InputCounter {
  /// Longer requests count a token per byte from here on: exact counting takes some fifty
  /// milliseconds up to this point.
  static final long LETTERS_COUNTED_MOST = 1_000_000;

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  /// Fields beside the messages that no provider puts into the prompt.
  private static final Set<String> NOT_PROMPT =
      Set.of(
          "messages",
          "model",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "n",
          "temperature",
          "top_p",
          "top_k",
          "top_a",
          "min_p",
          "seed",
          "stop",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "frequency_penalty",
          "presence_penalty",
          "repetition_penalty",
          "user",
          "metadata",
          "store",
          "service_tier",
          "parallel_tool_calls",
          "reasoning_effort",
          "reasoning",
          "verbosity",
          "prompt_cache_key",
          "safety_identifier",
          "session_id",
          "prediction",
          "modalities",
          "audio",
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "web_search_options");

  private static final Set<String> TOOLS = Set.of("tools", "functions");

  private static final int TOKENS_PER_MESSAGE = 3;
  private static final int TOKENS_PER_NAME = 1;
  private static final int TOKENS_OF_PRIMING = 3;
  private static final int TOKENS_PER_TOOL = 12;

  /// Quotes, colon, comma and indentation around one key or value, if it is shown as JSON.
  private static final int TOKENS_PER_NODE_MOST = 4;

  private static final int TOKENS_PER_PART_MOST = 2;

  /// Encoders put a token before and one after each text; a pair of texts has one more between.
  private static final int TOKENS_AROUND_TEXT_MOST = 4;

  private final ModelFamily family;
  private final ImageTokens images;
  private long likely;
  private long bound;
  private long lettersLeft = LETTERS_COUNTED_MOST;
  private CacheControl cacheControl = CacheControl.NONE;
  private boolean audio;

  InputCounter(String slug) {
    family = ModelFamily.of(slug);
    images = ImageTokens.ruleOf(slug.contains("/") ? slug : "openai/" + slug);
  }

  private InputCounter(ModelFamily family, ImageTokens images) {
    this.family = family;
    this.images = images;
  }

  InputTokens count(JsonNode body) {
    likely = TOKENS_OF_PRIMING;
    bound = family.tokensPerRequest();
    for (JsonNode message : body.path("messages")) {
      message(message);
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (TOOLS.contains(field.getKey())) {
        tools(field.getValue());
      } else if (!NOT_PROMPT.contains(field.getKey())) {
        field(field.getKey(), field.getValue());
      }
    }
    return new InputTokens(likely, bound, predicted(body), cacheControl, audio);
  }

  /// Each text by itself; all of them share what is counted exactly.
  List<InputTokens> countEach(Iterable<String> texts) {
    List<InputTokens> counts = new ArrayList<>();
    for (String text : texts) {
      likely = 0;
      bound = family.isExact() ? 0 : TOKENS_AROUND_TEXT_MOST;
      text(text);
      counts.add(new InputTokens(likely, bound, 0, cacheControl, audio));
    }
    return counts;
  }

  private void message(JsonNode message) {
    add(TOKENS_PER_MESSAGE, family.tokensPerMessage());
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "role" -> role(value.asText());
        case "content" -> content(value);
        case "name" -> {
          add(TOKENS_PER_NAME, TOKENS_PER_NAME);
          text(value.asText());
        }
        default -> field(field.getKey(), value);
      }
    }
  }

  private void role(String role) {
    if (ROLES.contains(role)) {
      add(1, 1);
    } else {
      text(role);
    }
  }

  private void content(JsonNode content) {
    if (!content.isArray()) {
      scalarOrStructure(content);
      return;
    }
    for (JsonNode part : content) {
      add(0, TOKENS_PER_PART_MOST);
      part(part);
    }
  }

  private void part(JsonNode part) {
    if (!part.isObject()) {
      scalarOrStructure(part);
      return;
    }
    for (Map.Entry<String, JsonNode> field : part.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "type" -> {}
        case "text" -> scalarOrStructure(value);
        case "image_url" -> image(value);
        case "input_audio", "audio_url", "file", "video_url" -> attachment(value);
        default -> field(field.getKey(), value);
      }
    }
  }

  private void image(JsonNode image) {
    String url = image.path("url").asText(image.asText());
    Optional<ImageSize> size =
        EmbeddedFile.isOne(url) ? ImageSize.read(EmbeddedFile.of(url).header()) : Optional.empty();
    add(ImageTokens.of(images, size, image.path("detail").asText()));
  }

  /// Audio, documents and films: by their data, where the request has it.
  private void attachment(JsonNode attachment) {
    audio = true;
    add(AttachmentTokens.of(attachment));
  }

  private void tools(JsonNode tools) {
    if (tools.isEmpty()) {
      return;
    }
    add(TOKENS_PER_TOOL, family.tokensOfTools());
    for (JsonNode tool : tools) {
      add(TOKENS_PER_TOOL, TOKENS_PER_TOOL);
      structure(tool);
    }
  }

  private void field(String name, JsonNode value) {
    if (name.equals("cache_control")) {
      noteCacheControl(value);
      return;
    }
    node();
    text(name);
    scalarOrStructure(value);
  }

  private void noteCacheControl(JsonNode value) {
    if (value.path("ttl").asText().equals("1h")) {
      cacheControl = CacheControl.HOUR;
    } else if (cacheControl == CacheControl.NONE && !value.isNull()) {
      cacheControl = CacheControl.PRESENT;
    }
  }

  private void scalarOrStructure(JsonNode value) {
    if (value.isContainerNode()) {
      structure(value);
    } else if (!value.isNull()) {
      text(value.asText());
    }
  }

  private void structure(JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(field -> field(field.getKey(), field.getValue()));
      return;
    }
    for (JsonNode element : value) {
      node();
      scalarOrStructure(element);
    }
  }

  /// Providers show structures more briefly than JSON does: likely a token per key or element.
  private void node() {
    add(1, TOKENS_PER_NODE_MOST);
  }

  private void text(String text) {
    if (text.length() > lettersLeft) {
      add(TextTokens.ofBytes(text, family));
      return;
    }
    lettersLeft -= text.length();
    add(TextTokens.of(text, family));
  }

  private long predicted(JsonNode body) {
    InputCounter counter = new InputCounter(family, images);
    counter.content(body.path("prediction").path("content"));
    return counter.bound;
  }

  private void add(TextTokens tokens) {
    add(tokens.likely(), tokens.bound());
  }

  private void add(long likelyTokens, long boundTokens) {
    likely += likelyTokens;
    bound += boundTokens;
  }
}
