package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.detect.Detector;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs detectors over a text that grows, and lets go what no match can begin in any more. What it
/// holds back is only the live end: a secret that is certain is replaced before it has ended.
///
/// Matches that overlap are one: the whole of what they cover is replaced, under the name of a
/// secret among them, else of the longest, else of the earlier kind. So no piece of any is left.
final class Scanner {
  /// More held text than this is no text that anybody wrote.
  private static final int HELD_MAX = 65_536;

  private static final int RESCAN_SHARE = 16;
  private static final int FORGOTTEN_AT_ONCE = 256;

  /// Takes the text as it is let go, piece by piece. Positions are those of the text as written.
  interface Output {
    void keep(int from, int to);

    /// @param to where it ends; where the text ends so far, for a match that is certain before
    void replace(int from, int to, Match winner);
  }

  /// @param value what the digest is made of, the same for all writings of it
  record Match(int rule, Kind kind, int start, int end, int foldedStart, String value, int score) {
    int length() {
      return end - start;
    }
  }

  private static final Comparator<Match> BY_START = Comparator.comparingInt(Match::start);

  private final Folded text = new Folded();
  private final List<Guard.Step> steps;
  private final Ledger ledger;
  private final boolean enforced;
  private final int[] resume;
  private final List<Match> waiting = new ArrayList<>();
  private final Collector collector = new Collector();
  private @Nullable Match certain;
  private int released;
  private int origin;
  private int early = -1;
  private int scannedTo;

  /// @param enforced whether a failure may refuse the part; what only counts never does
  Scanner(List<Guard.Step> steps, Ledger ledger, boolean enforced) {
    this.steps = steps;
    this.ledger = ledger;
    this.enforced = enforced;
    this.resume = new int[steps.size()];
  }

  /// Text that stands before and belongs to nothing that is found, as the name of a JSON value.
  void context(String before) {
    text.append(before);
    text.complete();
    Arrays.fill(resume, text.end());
    origin = text.originalEnd();
    released = origin;
    scannedTo = text.end();
  }

  /// Where the text after the context begins.
  int origin() {
    return origin;
  }

  private int held() {
    return text.originalEnd() - released;
  }

  /// Whether more text is undecided than anybody writes in one piece.
  boolean overflows() {
    return held() > HELD_MAX;
  }

  void append(CharSequence more) {
    text.append(more);
  }

  /// The text as written, as far as it is still known.
  String written(int from, int to) {
    return text.original(from, to);
  }

  void writeTo(StringBuilder out, int from, int to) {
    text.writeOriginal(out, from, to);
  }

  /// Lets go what it can; all of it once the text is complete.
  void advance(boolean complete, Output output) {
    if (complete) {
      text.complete();
    } else if ((text.end() - scannedTo) * (long) RESCAN_SHARE < held() - RESCAN_SHARE * 4L) {
      return; // much is held: look again when it has grown by a part
    }
    scannedTo = text.end();
    certain = null;
    int safe = text.end();
    long begun = System.nanoTime();
    for (int index = 0; index < steps.size(); index++) {
      resume[index] = run(index, complete);
      safe = Math.min(safe, resume[index]);
      long ended = System.nanoTime();
      ledger.spent(steps.get(index).rule(), ended - begun);
      begun = ended;
    }
    waiting.sort(BY_START);
    release(safe, complete, output);
    forget(safe);
  }

  private int run(int index, boolean complete) {
    Guard.Step step = steps.get(index);
    int before = waiting.size();
    collector.from = resume[index];
    try {
      int next = step.detector().scan(text, resume[index], complete, collector);
      waiting
          .subList(before, waiting.size())
          .removeIf(match -> match.foldedStart() >= next && !complete);
      return complete ? text.end() : next;
    } catch (RuntimeException e) {
      ledger.failed(step.rule(), enforced, e);
      return text.end();
    }
  }

  private void release(int safe, boolean complete, Output output) {
    int originalSafe = complete ? text.originalEnd() : text.originalEndOf(safe);
    while (!waiting.isEmpty()) {
      Match first = waiting.getFirst();
      int end = first.end();
      int count = 0;
      while (count < waiting.size()
          && waiting.get(count).start() < Math.max(end, first.start() + 1)) {
        end = Math.max(end, waiting.get(count).end());
        count++;
      }
      if (!complete && end > originalSafe) {
        originalSafe = Math.min(originalSafe, first.start());
        break;
      }
      List<Match> cluster = new ArrayList<>(waiting.subList(0, count));
      waiting.subList(0, count).clear();
      settle(cluster, first.start(), end, output);
    }
    keep(originalSafe, output);
    commitEarly(safe, output);
  }

  private void settle(List<Match> cluster, int start, int end, Output output) {
    if (early >= 0) {
      early = -1; // its placeholder is out already
      ledger.found(cluster, origin, text);
      released = end;
      return;
    }
    keep(start, output);
    ledger.found(cluster, origin, text);
    output.replace(start, end, winner(cluster));
    released = end;
  }

  private void keep(int to, Output output) {
    if (to > released && early < 0) {
      output.keep(released, to);
      released = to;
    }
  }

  /// Replaces a match that has not ended, if nothing before it is undecided.
  private void commitEarly(int safe, Output output) {
    Match match = certain;
    if (match == null || early >= 0 || safe < match.foldedStart()) {
      return;
    }
    List<Match> cluster = new ArrayList<>(waiting);
    cluster.removeIf(other -> other.start() > match.start());
    cluster.add(match);
    int start = cluster.stream().mapToInt(Match::start).min().orElse(match.start());
    if (start < released) {
      return;
    }
    keep(start, output);
    ledger.certain(cluster);
    early = start;
    output.replace(start, text.originalEnd(), winner(cluster));
  }

  static Match winner(List<Match> cluster) {
    return cluster.stream()
        .min(
            Comparator.<Match>comparingInt(
                    match -> isSecret(match) ? match.start() : Integer.MAX_VALUE)
                .thenComparingInt(match -> isSecret(match) ? 0 : -match.length())
                .thenComparing(Match::kind)
                .thenComparingInt(Match::rule))
        .orElseThrow();
  }

  private static boolean isSecret(Match match) {
    return match.kind().family() == Kind.Family.SECRET;
  }

  private void forget(int safe) {
    int keepFrom = safe;
    for (Match match : waiting) {
      keepFrom = Math.min(keepFrom, match.foldedStart());
    }
    if (keepFrom - text.start() > FORGOTTEN_AT_ONCE + Detector.CONTEXT) {
      text.forgetBefore(keepFrom - Detector.CONTEXT);
    }
  }

  /// Takes what one detector finds and turns its positions into those of the text as written.
  private final class Collector implements DetectorSink {
    private int from;

    @Override
    public void match(int rule, Kind kind, int start, int end, int proof, int score) {
      if (start >= from) {
        waiting.add(matchOf(rule, kind, start, end, proof, score));
      }
    }

    @Override
    public void certain(int rule, Kind kind, int start, int proof) {
      if (start >= from && (certain == null || start < certain.foldedStart())) {
        certain = matchOf(rule, kind, start, text.end(), proof, 100);
      }
    }

    @Override
    public void hidden(int rule, int at, int start, int end, int score) {
      if (at >= from) {
        waiting.add(new Match(rule, Kind.HIDDEN_TEXT, start, end, at, "", score));
      }
    }

    private Match matchOf(int rule, Kind kind, int start, int end, int proof, int score) {
      return new Match(
          rule,
          kind,
          text.originalStart(start),
          text.originalEndOf(end),
          start,
          Values.same(kind, text.slice(start, proof)),
          score);
    }
  }
}
