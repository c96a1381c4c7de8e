package ai.nemorouter.gateway.upstream;

import ai.nemorouter.provider.Provider;
import java.util.regex.Pattern;

/// What a provider says of an error, as clients may read it: bounded, and without what looks like a
/// credential.
final class ProviderMessages {
  private static final int LENGTH_MAX = 2_000;
  private static final String HIDDEN = "***";
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i)\\b(?:bearer\\s+)[^\\s\"',]{8,}"
              + "|\\b(?:sk|rk|pk|gsk|xai|key)-[A-Za-z0-9_-]{8,}"
              + "|\\bAIza[A-Za-z0-9_-]{10,}");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

  private ProviderMessages() {}

  static String shown(String words, Provider provider) {
    String bounded = words.length() <= LENGTH_MAX ? words : words.substring(0, LENGTH_MAX);
    String key = provider.apiKey();
    String without = key == null || key.isBlank() ? bounded : bounded.replace(key, HIDDEN);
    String plain = CREDENTIAL.matcher(without).replaceAll(HIDDEN);
    return CONTROLS.matcher(plain).replaceAll(" ").strip();
  }
}
