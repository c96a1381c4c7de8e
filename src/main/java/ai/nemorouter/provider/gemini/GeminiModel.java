package ai.nemorouter.provider.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model of that name understands: how Gemini is told to think has changed, and no answer of
/// the API tells, so it goes by the name.
///
/// @param version major times a hundred plus minor, as in 205 for `gemini-2.5-flash`
record GeminiModel(String name, int version) {
  private static final int NEWEST = 9_999;
  private static final int OF_ANOTHER_FAMILY = 0;
  private static final Pattern VERSION = Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d{1,2}))?");

  /// A name without a version, as in `gemini-flash-latest`, is the newest.
  static GeminiModel named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.contains("gemini")) {
      return new GeminiModel(lower, OF_ANOTHER_FAMILY);
    }
    Matcher version = VERSION.matcher(lower);
    if (!version.find()) {
      return new GeminiModel(lower, NEWEST);
    }
    int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
    return new GeminiModel(lower, Integer.parseInt(version.group(1)) * 100 + minor);
  }

  boolean thinks() {
    return version >= 205;
  }

  /// Whether it is told a level to think at; older ones know only numbers of tokens.
  boolean thinksByLevel() {
    return version >= 300;
  }

  /// Whether it refuses tool calls without a signature.
  boolean wantsSignatures() {
    return version >= 300;
  }

  /// The lowest level of its family.
  String lowestLevel() {
    return isPro() ? "low" : "minimal";
  }

  /// The fewest tokens it can be told to think with; zero where it can be told not to.
  long fewestThoughts() {
    return isPro() ? 128 : 0;
  }

  /// The most tokens it can be told to think with.
  long mostThoughts() {
    return isPro() ? 32_768 : 24_576;
  }

  private boolean isPro() {
    return name.contains("pro");
  }
}
