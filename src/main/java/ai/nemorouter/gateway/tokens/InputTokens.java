package ai.nemorouter.gateway.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// How many tokens the input of a chat completion may be.
///
/// Counts the strings of messages, names, tools, tool calls and answer formats after parsing, so
/// that escapes and white space of the JSON do not matter, and adds what chat templates add:
/// OpenAI's cookbook ("How to count tokens with tiktoken") says three tokens per message, one per
/// name, three for the beginning of the answer and up to twelve per tool; `ModelFamily` says what
/// is held for each family. An unknown field is counted like a tool, because it may end up in the
/// prompt.
///
/// @param likely our best guess, at most `bound`
/// @param bound the most to expect
/// @param predicted tokens of a `prediction`: those that the answer does not use are charged as
///   output
/// @param cacheControl whether writing to the provider's cache was asked for
/// @param audio whether there are recordings, or attachments that may contain some
public record InputTokens(
    long likely, long bound, long predicted, CacheControl cacheControl, boolean audio) {
  /// @param body the request as OpenAI's chat completions describe it
  /// @param slug the model's name here, `author/name`, or a bare name
  public static InputTokens of(JsonNode body, String slug) {
    return new InputCounter(slug).count(body);
  }

  /// Texts that no chat template is wrapped around, as of embeddings, all together.
  public static InputTokens ofTexts(Iterable<String> texts, String slug) {
    long likely = 0;
    long bound = 0;
    for (InputTokens tokens : ofEach(texts, slug)) {
      likely += tokens.likely();
      bound += tokens.bound();
    }
    return new InputTokens(likely, bound, 0, CacheControl.NONE, false);
  }

  /// The same, one by one.
  public static List<InputTokens> ofEach(Iterable<String> texts, String slug) {
    return new InputCounter(slug).countEach(texts);
  }
}
