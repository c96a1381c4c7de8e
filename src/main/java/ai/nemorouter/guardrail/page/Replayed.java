package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.Replay;
import ai.nemorouter.guardrail.Replays;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.sample.SampleRow;
import ai.nemorouter.guardrail.sample.SamplingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What kept samples say of a rule, for pages.
///
/// @param root of the pages of guardrails
/// @param mayKeep whether this person may have samples kept
/// @param replay null until one was made
/// @param problem why there is none; empty for nothing
public record Replayed(
    String root, SamplingState sampling, boolean mayKeep, @Nullable Replay replay, String problem) {
  private static final int AROUND = 120;
  private static final int MARKED_MAX = 400;

  /// A sample that the rule would have hit.
  ///
  /// @param readable whether this person may read its text
  public record ShownHit(
      SampleRow sample,
      String outcome,
      String tone,
      int found,
      boolean readable,
      List<Excerpt> excerpts) {
    public ShownHit {
      excerpts = List.copyOf(excerpts);
    }
  }

  /// What matched in one part, with some text around it.
  public record Excerpt(String place, List<Tried.Piece> pieces) {
    public Excerpt {
      pieces = List.copyOf(pieces);
    }
  }

  Replayed with(Replay other) {
    return new Replayed(root, sampling, mayKeep, other, "");
  }

  Replayed failing(String why) {
    return new Replayed(root, sampling, mayKeep, null, why);
  }

  public long secondsMax() {
    return Replays.TIME_MAX.toSeconds();
  }

  /// How many samples it would have hit, in words.
  public String heading() {
    if (replay == null) {
      return "";
    }
    return replay.lookedAt() == 0
        ? "There is no sample that this rule looks at."
        : String.format(
            Locale.ROOT, "Would have hit %,d of %,d samples.", replay.hit(), replay.lookedAt());
  }

  /// What else there is to know of the replay; empty for nothing.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (replay == null) {
      return notes;
    }
    if (!replay.finished()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "It ended after %d seconds: the newest of %,d samples were looked at.",
              secondsMax(),
              replay.kept()));
    }
    if (replay.otherWay() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d are left out, because the rule does not look that way. Answers are not kept by"
                  + " themselves: save one from “Try all rules”.",
              replay.otherWay()));
    }
    if (replay.failed() > 0) {
      notes.add(String.format(Locale.ROOT, "In %,d the rule could not run.", replay.failed()));
    }
    if (replay.unreadable() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d cannot be decrypted: the installation's key for secrets has changed.",
              replay.unreadable()));
    }
    return notes;
  }

  public String tone() {
    return replay == null || replay.hit() == 0 ? "done" : "warn";
  }

  /// How many hits are not listed.
  public int more() {
    return replay == null ? 0 : replay.hit() - replay.hits().size();
  }

  public List<ShownHit> hits() {
    return replay == null ? List.of() : replay.hits().stream().map(Replayed::shown).toList();
  }

  private static ShownHit shown(Replay.Hit hit) {
    return new ShownHit(
        hit.sample(),
        hit.verdict().name().toLowerCase(Locale.ROOT),
        hit.verdict() == Verdict.BLOCKED ? "bad" : "warn",
        hit.found(),
        hit.readable(),
        hit.parts().stream()
            .map(part ->
                new Excerpt(part.path(), excerpt(Tried.pieces(part.text(), part.matches()))))
            .toList());
  }

  /// What is between matches is shortened.
  private static List<Tried.Piece> excerpt(List<Tried.Piece> pieces) {
    List<Tried.Piece> shown = new ArrayList<>();
    for (int index = 0; index < pieces.size(); index++) {
      Tried.Piece piece = pieces.get(index);
      String text = piece.text();
      if (!piece.label().isEmpty()) {
        shown.add(
            text.length() <= MARKED_MAX
                ? piece
                : new Tried.Piece(start(text, MARKED_MAX) + "…", piece.label(), piece.tone()));
        continue;
      }
      String before = index == 0 ? "" : start(text, AROUND);
      String after = index == pieces.size() - 1 && index > 0 ? "" : end(text, AROUND);
      boolean whole = before.length() + after.length() >= text.length();
      shown.add(new Tried.Piece(whole ? text : before + "…" + after, "", ""));
    }
    return shown;
  }

  private static String start(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }

  private static String end(String text, int length) {
    return text.substring(Math.max(0, text.length() - length));
  }
}
