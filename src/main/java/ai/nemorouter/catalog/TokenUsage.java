package ai.nemorouter.catalog;

/// Tokens of one call, as providers report them: `cached` and `cacheWrite` are parts of `prompt`,
/// `reasoning` of `completion`.
public record TokenUsage(
    long prompt, long completion, long cached, long cacheWrite, long reasoning) {
  public TokenUsage {
    if (prompt < 0 || completion < 0 || cached < 0 || cacheWrite < 0 || reasoning < 0) {
      throw new IllegalArgumentException("Token counts are not negative");
    }
  }

  public static TokenUsage of(long prompt, long completion) {
    return new TokenUsage(prompt, completion, 0, 0, 0);
  }
}
