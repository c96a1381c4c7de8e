package ai.nemorouter.demo.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/// Counts and cuts text by the tokens of OpenAI's current models.
final class DemoTokens {
  private static final Encoding ENCODING =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  private DemoTokens() {}

  static int count(String text) {
    return ENCODING.countTokensOrdinary(text);
  }

  /// The beginning of `text` that is at most so many tokens long.
  static String cut(String text, int tokensMax) {
    return ENCODING.decode(ENCODING.encodeOrdinary(text, tokensMax).getTokens());
  }
}
