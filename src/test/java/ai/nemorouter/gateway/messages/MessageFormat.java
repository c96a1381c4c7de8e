package ai.nemorouter.gateway.messages;

import ai.nemorouter.gateway.request.ChatAnswers;

/// How clients of Messages are answered, for tests that need no server.
public final class MessageFormat {
  private MessageFormat() {}

  public static ChatAnswers answers() {
    return new MessageAnswers();
  }
}
