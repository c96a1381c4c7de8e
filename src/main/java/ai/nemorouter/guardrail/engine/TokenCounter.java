package ai.nemorouter.guardrail.engine;

/// How many tokens a text has, at least about.
@FunctionalInterface
public interface TokenCounter {
  /// About four characters of a European language.
  TokenCounter ROUGH = text -> (text.length() + 3) / 4;

  int count(String text);
}
