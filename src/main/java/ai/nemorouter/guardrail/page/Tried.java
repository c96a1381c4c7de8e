package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.RuleTrials.Match;
import ai.nemorouter.guardrail.RuleTrials.Trial;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What rules made of a pasted text, as the page shows it.
///
/// @param pieces the pasted text, cut where matches begin and end
/// @param found what was found, in the order of the text
/// @param saving the text where it can be saved as a sample; null where it cannot
public record Tried(Trial trial, List<Piece> pieces, List<Found> found, @Nullable Saving saving) {
  private static final int FOUND_MAX = 200;
  private static final int MICROS = 1_000;

  public Tried {
    pieces = List.copyOf(pieces);
    found = List.copyOf(found);
  }

  /// A text that can be saved as a sample.
  ///
  /// @param target where it is sent
  /// @param direction `input` or `output`
  public record Saving(String target, String text, String direction) {}

  /// The same with a way to save the text.
  Tried savedBy(Desk desk, String text, Direction direction) {
    String word = direction == Direction.OUTPUT ? "output" : "input";
    return new Tried(trial, pieces, found, new Saving(desk.root() + "/samples", text, word));
  }

  /// @param label what was found here and by which rule; empty where nothing was
  public record Piece(String text, String label, String tone) {}

  /// @param where the characters, counted from 1; empty for what concerns the whole text
  public record Found(String kind, String rule, String outcome, String where, int score) {}

  static Tried of(String text, Trial trial) {
    return new Tried(
        trial,
        pieces(text, trial.matches()),
        trial.matches().stream().limit(FOUND_MAX).map(Tried::found).toList(),
        null);
  }

  public String heading() {
    return switch (trial.verdict()) {
      case ALLOWED -> "Nothing found. The text goes on as it is.";
      case FLAGGED -> "Flagged. The text goes on as it is, and an event is recorded.";
      case REDACTED -> "Redacted. The rewritten text goes on.";
      case BLOCKED -> "Blocked. Nothing goes on.";
      case UNAVAILABLE -> "A rule could not run, so nothing goes on.";
    };
  }

  public String tone() {
    return switch (trial.verdict()) {
      case ALLOWED -> "done";
      case FLAGGED, REDACTED -> "warn";
      case BLOCKED, UNAVAILABLE -> "bad";
    };
  }

  public boolean isStopped() {
    return trial.verdict().compareTo(Verdict.BLOCKED) >= 0;
  }

  /// How many are found and not listed.
  public int more() {
    return trial.matches().size() - found.size();
  }

  public String took() {
    long micros = trial.tookMicros();
    return micros < MICROS
        ? micros + " µs"
        : "%d.%d ms".formatted(micros / MICROS, micros % MICROS / (MICROS / 10));
  }

  /// Matches that overlap are one piece with all their labels.
  static List<Piece> pieces(String text, List<Match> matches) {
    List<Piece> pieces = new ArrayList<>();
    List<Match> marked = matches.stream().filter(match -> match.length() > 0).toList();
    int at = 0;
    int next = 0;
    while (next < marked.size()) {
      int start = Math.clamp(marked.get(next).start(), at, text.length());
      int end = start;
      List<Match> together = new ArrayList<>();
      while (next < marked.size() && (together.isEmpty() || marked.get(next).start() < end)) {
        Match match = marked.get(next);
        together.add(match);
        end = Math.clamp(match.start() + (long) match.length(), end, text.length());
        next++;
      }
      if (start > at) {
        pieces.add(new Piece(text.substring(at, start), "", ""));
      }
      pieces.add(new Piece(text.substring(start, end), label(together), tone(together)));
      at = end;
    }
    if (at < text.length()) {
      pieces.add(new Piece(text.substring(at), "", ""));
    }
    return pieces;
  }

  private static String label(List<Match> matches) {
    return matches.stream()
        .map(match -> "%s, %s by %s".formatted(match.kind().label(), outcome(match), match.rule()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String tone(List<Match> matches) {
    Stream<Match> working = matches.stream().filter(match -> !match.shadow());
    return working
        .map(match -> match.action() == Action.BLOCK ? "bad" : "warn")
        .min(String::compareTo)
        .orElse("info");
  }

  private static Found found(Match match) {
    String where =
        match.length() == 0
            ? "the whole text"
            : "characters %d to %d".formatted(match.start() + 1, match.start() + match.length());
    return new Found(match.kind().label(), match.rule(), outcome(match), where, match.score());
  }

  private static String outcome(Match match) {
    String done =
        switch (match.action()) {
          case FLAG -> "flagged";
          case REDACT -> "redacted";
          case BLOCK -> "blocked";
        };
    return match.shadow() ? "counted only (shadow)" : done;
  }
}
