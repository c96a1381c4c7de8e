package ai.nemorouter.gateway.completions;

import ai.nemorouter.gateway.request.ChatAnswers;

/// How clients of completions are answered, for tests that need no server.
public final class CompletionFormat {
  private CompletionFormat() {}

  public static ChatAnswers answers() {
    return new CompletionAnswers();
  }
}
