package ai.nemorouter.provider.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model of that name understands. Anthropic's newer models refuse, with a 400, words that
/// the older ones need; no answer of the API tells which, so it goes by the version in the name.
///
/// @param version major times a hundred plus minor, as in 406 for `claude-opus-4-6`
record ClaudeModel(int version) {
  private static final int NEWEST = 9_999;
  private static final int OF_SOMEBODY_ELSE = 0;
  private static final Pattern VERSION =
      Pattern.compile("(?<![\\d.])(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");

  /// A name without a version, as in `claude-sonnet-latest`, is the newest; one without `claude` is
  /// of a server that speaks Anthropic's protocol as it was in the beginning.
  static ClaudeModel named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.contains("claude")) {
      return new ClaudeModel(OF_SOMEBODY_ELSE);
    }
    Matcher version = VERSION.matcher(lower);
    if (!version.find()) {
      return new ClaudeModel(NEWEST);
    }
    int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
    return new ClaudeModel(Integer.parseInt(version.group(1)) * 100 + minor);
  }

  /// Whether it is told an effort to think with, and not a number of tokens.
  boolean thinksByEffort() {
    return version >= 406;
  }

  boolean knowsHighestEfforts() {
    return version >= 407;
  }

  /// Whether it takes `temperature`, `top_p` and `top_k`.
  boolean samples() {
    return version < 407;
  }

  /// Whether it thinks where the request does not say so.
  boolean thinksByItself() {
    return version >= 500;
  }

  /// Whether it can be told not to think.
  boolean canBeStoppedThinking() {
    return version < 505;
  }

  /// Whether it holds tool calls to their schema where asked to.
  boolean isStrict() {
    return version >= 405;
  }
}
