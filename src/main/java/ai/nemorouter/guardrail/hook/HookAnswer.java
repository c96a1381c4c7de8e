package ai.nemorouter.guardrail.hook;

import ai.nemorouter.guardrail.engine.Kind;
import java.util.List;

/// What became of a question.
public sealed interface HookAnswer {

  /// @param matches none where the hook has no objection
  record Said(List<Match> matches) implements HookAnswer {
    public Said {
      matches = List.copyOf(matches);
    }
  }

  /// It could not be asked, or what it answered cannot be relied on.
  ///
  /// @param reason a sentence for people, which quotes nothing of the answer
  record Failed(String reason) implements HookAnswer {}

  /// @param text which of the question's texts
  /// @param start in the text, in UTF-16 units
  /// @param length 0 where the text as a whole is meant
  /// @param score how sure the hook is, from 0 to 100
  record Match(int text, Kind kind, int start, int length, int score) {}
}
