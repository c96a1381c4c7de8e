package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Locale;

/// When two writings are the same value.
final class Values {
  private Values() {}

  /// The one form of all writings of a value: `4242 4242…` and `4242-4242…` are the same card.
  static String same(Kind kind, String folded) {
    return switch (kind.family()) {
      case NATIONAL -> withoutSeparators(folded);
      case PERSONAL ->
          kind == Kind.EMAIL || kind == Kind.IP_ADDRESS
              ? folded.toLowerCase(Locale.ROOT)
              : withoutSeparators(folded);
      case WEAK, CUSTOM -> folded.toLowerCase(Locale.ROOT);
      case SECRET, INJECTION, WHOLE, OUTSIDE -> folded;
    };
  }

  private static String withoutSeparators(String folded) {
    StringBuilder value = new StringBuilder(folded.length());
    for (int index = 0; index < folded.length(); index++) {
      char letter = folded.charAt(index);
      if (Letters.isLatinOrDigit(letter) || letter == '+') {
        value.append(Letters.upper(letter));
      }
    }
    return value.toString();
  }
}
