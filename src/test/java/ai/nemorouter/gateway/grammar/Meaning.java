package ai.nemorouter.gateway.grammar;

/// What of a stream is known after one of its events, if it has come.
///
/// @param finished whether the provider has said that the answer is finished
/// @param completionTokens the output tokens that it has counted; -1 where it has not
/// @param promptCounted whether it has counted the prompt
public record Meaning(
    String text, int calls, boolean finished, int completionTokens, boolean promptCounted) {
  static final Meaning NOTHING = new Meaning("", 0, false, -1, false);

  Meaning saying(String more) {
    return new Meaning(text + more, calls, finished, completionTokens, promptCounted);
  }

  /// A tool is called; what it is called with may be incomplete.
  Meaning calling() {
    return new Meaning(text, calls + 1, finished, completionTokens, promptCounted);
  }

  Meaning finishing(boolean now) {
    return new Meaning(text, calls, finished || now, completionTokens, promptCounted);
  }

  Meaning counting(int tokens) {
    return new Meaning(text, calls, finished, tokens, true);
  }

  Meaning countingPrompt() {
    return new Meaning(text, calls, finished, completionTokens, true);
  }
}
