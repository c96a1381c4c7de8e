package ai.nemorouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/// Counts tokens where a provider did not: with OpenAI's o200k vocabulary, which is an estimate for
/// other families.
final class TokenCounter {
  private static final int TOKENS_PER_MESSAGE = 4;
  private static final int MOST_CHARACTERS = 2_000_000;
  private static final int CHARACTERS_PER_TOKEN = 4;

  private static final class Vocabulary {
    static final Encoding O200K =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  }

  private TokenCounter() {}

  static long ofText(CharSequence text) {
    if (text.length() > MOST_CHARACTERS) {
      return text.length() / CHARACTERS_PER_TOKEN;
    }
    return Vocabulary.O200K.countTokensOrdinary(text.toString());
  }

  static long ofMessages(ChatRequest request) {
    long tokens = 0;
    for (JsonNode message : request.body().path("messages")) {
      tokens += TOKENS_PER_MESSAGE + ofContent(message.path("content"));
      if (message.has("tool_calls")) {
        tokens += ofText(message.path("tool_calls").toString());
      }
    }
    if (request.body().hasNonNull("tools")) {
      tokens += ofText(request.body().path("tools").toString());
    }
    return tokens;
  }

  private static long ofContent(JsonNode content) {
    if (content.isTextual()) {
      return ofText(content.asText());
    }
    long tokens = 0;
    for (JsonNode part : content) {
      tokens += ofText(part.path("text").asText(""));
    }
    return tokens;
  }
}
