package ai.nemorouter.gateway.cost;

import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.gateway.tokens.Vocabulary;

/// Counts tokens where a provider did not: with OpenAI's vocabularies, which is an estimate for
/// other families. Input is counted as `Estimate` counts it.
public final class TokenCounter {
  private static final int MOST_CHARACTERS = 2_000_000;
  private static final int CHARACTERS_PER_TOKEN = 4;

  private TokenCounter() {}

  static long ofText(CharSequence text) {
    if (text.length() > MOST_CHARACTERS) {
      return text.length() / CHARACTERS_PER_TOKEN;
    }
    return Vocabulary.O200K.count(text.toString());
  }

  public static long ofMessages(ChatRequest request) {
    return InputTokens.of(request.body(), request.model()).likely();
  }
}
