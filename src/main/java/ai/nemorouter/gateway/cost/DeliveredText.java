package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.request.ChatRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What counts as delivered, where a provider does not say what an answer took: everything in its
/// messages and deltas that a model made. Every text counts under whatever name it comes, so that
/// no new kind of content is free; what only names or orders it does not. The same words under two
/// names of one delta, as reasoning often comes, count once.
///
/// - Text counts by OpenAI's vocabulary, as `TokenCounter` does.
/// - What cannot be read (encrypted reasoning) counts a token for 4 characters of Base64.
/// - Speech counts 20 tokens a second, as OpenAI's pcm16 (24 kHz, 16 bits) and WAV have it, and any
///   other format at 64 kbit/s. Its transcript is text beside it.
/// - An image counts 1,290 tokens, as Google documents for Gemini's of up to 1024 × 1024, or a
///   token for 1,000 bytes if that is more.
public final class DeliveredText {
  private static final int MOST_REMEMBERED = 4_000_000;
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final long PCM_BYTES_PER_TOKEN = 24_000 * 2 / 20;
  private static final long OTHER_AUDIO_BYTES_PER_TOKEN = 64_000 / 8 / 20;
  private static final long TOKENS_PER_IMAGE = 1_290;
  private static final long IMAGE_BYTES_PER_TOKEN = 1_000;
  private static final int FEWEST_BEFORE_RECOUNT = 64;
  private static final int MOST_TOKENS_PER_CHARACTER = 3;

  /// What says which content it is, where it belongs, or where it is from.
  private static final Set<String> BOOKKEEPING =
      Set.of(
          "annotations",
          "call_id",
          "citations",
          "format",
          "id",
          "index",
          "mime_type",
          "object",
          "role",
          "signature",
          "status",
          "type");

  /// Base64 of something that is no text.
  private static final Set<String> OPAQUE = Set.of("b64_json", "data", "encrypted_content");

  /// JSON that a model wrote, whether it comes as a text or as what the text says.
  private static final Set<String> WRITTEN_AS_JSON = Set.of("arguments", "input");

  private final long audioBytesPerToken;
  private final StringBuilder text = new StringBuilder();
  private long otherTokens;
  private long audioTokens;
  private long audioBytes;
  private int recountAt;

  /// @param audioFormat as in `pcm16` or `mp3`; empty where no speech was asked for
  DeliveredText(String audioFormat) {
    audioBytesPerToken =
        audioFormat.isEmpty() || audioFormat.equals("pcm16") || audioFormat.equals("wav")
            ? PCM_BYTES_PER_TOKEN
            : OTHER_AUDIO_BYTES_PER_TOKEN;
  }

  public static DeliveredText to(ChatRequest request) {
    return new DeliveredText(request.body().path("audio").path("format").asText(""));
  }

  /// @param said a delta of a stream, or a message
  public void take(JsonNode said) {
    Set<String> reasons = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : said.properties()) {
      boolean reasoning = field.getKey().startsWith("reasoning");
      take(
          field.getKey(),
          field.getValue(),
          field.getKey().equals("audio"),
          reasoning ? reasons : null);
    }
  }

  /// @param reasons texts of reasoning that were counted; null outside of reasoning
  private void take(String name, JsonNode value, boolean audio, @Nullable Set<String> reasons) {
    if (BOOKKEEPING.contains(name)) {
      return;
    }
    if (value.isObject() && WRITTEN_AS_JSON.contains(name)) {
      remember(value.toString());
    } else if (value.isContainerNode()) {
      value.properties().forEach(field -> take(field.getKey(), field.getValue(), audio, reasons));
      if (value.isArray()) {
        value.forEach(element -> take(name, element, audio, reasons));
      }
    } else if (value.isTextual()) {
      takeText(name, value.asText(), audio, reasons);
    }
  }

  private void takeText(String name, String value, boolean audio, @Nullable Set<String> reasons) {
    if (value.startsWith("data:image/") || name.equals("b64_json")) {
      otherTokens += Math.max(TOKENS_PER_IMAGE, bytes(value) / IMAGE_BYTES_PER_TOKEN);
    } else if (value.startsWith("data:audio/") || (audio && OPAQUE.contains(name))) {
      audioBytes += bytes(value);
      audioTokens = (audioBytes + audioBytesPerToken - 1) / audioBytesPerToken;
    } else if (OPAQUE.contains(name)) {
      otherTokens += (value.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    } else if (reasons == null || reasons.add(value)) {
      remember(value);
    }
  }

  private static long bytes(String base64) {
    return base64.length() * 3L / 4;
  }

  private void remember(String words) {
    if (text.length() > MOST_REMEMBERED) {
      otherTokens += words.length() / CHARACTERS_PER_TOKEN;
    } else {
      text.append(words);
    }
  }

  /// All texts, in the order they came.
  CharSequence text() {
    return text;
  }

  /// Output tokens of all kinds.
  public long tokens() {
    return TokenCounter.ofText(text) + otherTokens + audioTokens;
  }

  /// @param prompt the input tokens
  public TokenUsage after(long prompt) {
    return new TokenUsage(prompt, tokens(), 0, 0, 0, 0, audioTokens, 0);
  }

  /// Whether there are more tokens than that. May be asked after every delta: it counts anew only
  /// once enough text has come to change the answer.
  public boolean exceeds(long most) {
    if (otherTokens + audioTokens > most) {
      return true;
    }
    if (text.length() < recountAt) {
      return false;
    }
    long left = most - tokens();
    recountAt =
        text.length()
            + (int)
                Math.clamp(
                    left / MOST_TOKENS_PER_CHARACTER, FEWEST_BEFORE_RECOUNT, MOST_REMEMBERED);
    return left < 0;
  }
}
