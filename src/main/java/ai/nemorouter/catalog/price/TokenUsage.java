package ai.nemorouter.catalog.price;

/// Tokens of one call, as providers report them: `cached` and `cacheWrite` are parts of `prompt`,
/// `reasoning` of `completion`. So are `audioPrompt`, of which nothing is cached, and
/// `audioCompletion`. `units` counts what else the price is of (`Price.Unit`).
///
/// @param cacheWriteHour the part of `cacheWrite` that is kept for an hour
public record TokenUsage(
    long prompt,
    long completion,
    long cached,
    long cacheWrite,
    long cacheWriteHour,
    long reasoning,
    long audioPrompt,
    long audioCompletion,
    long units) {
  public TokenUsage {
    // A sign among them shows in all of them together.
    long any =
        prompt
            | completion
            | cached
            | cacheWrite
            | cacheWriteHour
            | reasoning
            | audioPrompt
            | audioCompletion
            | units;
    if (any < 0) {
      throw new IllegalArgumentException("Counts are not negative");
    }
  }

  public static TokenUsage of(long prompt, long completion) {
    return new TokenUsage(prompt, completion, 0, 0, 0);
  }

  /// Without anything that is kept for an hour.
  public TokenUsage(
      long prompt,
      long completion,
      long cached,
      long cacheWrite,
      long reasoning,
      long audioPrompt,
      long audioCompletion,
      long units) {
    this(prompt, completion, cached, cacheWrite, 0, reasoning, audioPrompt, audioCompletion, units);
  }

  /// Of text alone.
  public TokenUsage(long prompt, long completion, long cached, long cacheWrite, long reasoning) {
    this(prompt, completion, cached, cacheWrite, reasoning, 0, 0, 0);
  }

  public static TokenUsage ofUnits(long units) {
    return new TokenUsage(0, 0, 0, 0, 0, 0, 0, units);
  }

  /// The same prompt with another answer, of text.
  public TokenUsage withCompletion(long newCompletion) {
    return new TokenUsage(
        prompt, newCompletion, cached, cacheWrite, cacheWriteHour, 0, audioPrompt, 0, units);
  }

  public TokenUsage withUnits(long newUnits) {
    return new TokenUsage(
        prompt,
        completion,
        cached,
        cacheWrite,
        cacheWriteHour,
        reasoning,
        audioPrompt,
        audioCompletion,
        newUnits);
  }
}
