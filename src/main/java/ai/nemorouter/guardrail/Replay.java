package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.RuleTrials.Match;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.sample.SampleRow;
import java.util.List;

/// What a rule would have done with kept samples, if it were on.
///
/// @param kept how many samples there are for it
/// @param lookedAt how many of them, the newest first, it looked at
/// @param otherWay how many it passed over because it looks at input or output alone
/// @param unreadable how many could not be decrypted
/// @param blocked how many it would have blocked, and so on
/// @param failed in how many it could not run
/// @param finished whether there was time for all of them
/// @param tookMillis in all
/// @param hits the first of them, the newest first
public record Replay(
    long kept,
    int lookedAt,
    int otherWay,
    int unreadable,
    int blocked,
    int redacted,
    int flagged,
    int failed,
    boolean finished,
    long tookMillis,
    List<Hit> hits) {
  public Replay {
    hits = List.copyOf(hits);
  }

  /// How many it would have hit.
  public int hit() {
    return blocked + redacted + flagged;
  }

  /// A sample in which it found something.
  ///
  /// @param found how many matches, at most 1,000
  /// @param readable whether the actor may read its text
  /// @param parts those with a match, with their texts; empty where the actor may not read them
  public record Hit(
      SampleRow sample, Verdict verdict, int found, boolean readable, List<PartHit> parts) {
    public Hit {
      parts = List.copyOf(parts);
    }
  }

  /// @param path of the part
  /// @param matches in the order of the text
  public record PartHit(String path, String text, List<Match> matches) {
    public PartHit {
      matches = List.copyOf(matches);
    }
  }
}
