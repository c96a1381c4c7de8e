package ai.nemorouter.guardrail.hook;

import ai.nemorouter.guardrail.engine.Direction;
import java.util.List;
import java.util.UUID;

/// What a hook is asked about: texts of one request or of its answer, each whole.
///
/// @param requestId so that a receiver can tell what belongs together
public record HookQuestion(UUID requestId, Direction direction, List<Text> texts) {
  public HookQuestion {
    texts = List.copyOf(texts);
  }

  /// @param path where it is, as `messages[2].content`
  /// @param role who wrote it
  public record Text(String path, String role, String text) {}

  long length() {
    return texts.stream().mapToLong(text -> text.text().length()).sum();
  }
}
