package ai.nemorouter.guardrail.engine;

/// How many tokens a text has, at least about.
@FunctionalInterface
public interface TokenEstimator {
  /// About four characters of a European language.
  TokenEstimator ROUGH = text -> (text.length() + 3) / 4;

  int count(String text);
}
