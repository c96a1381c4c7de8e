package ai.nemorouter.guardrail.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One request under a guard: its parts, whole or streamed, and what was found in all of them. Not
/// for several threads.
public final class Screening {
  private final Guard guard;
  private final Placeholders placeholders;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> failures = new HashSet<>();
  private final List<Ledger> ledgers = new ArrayList<>();
  private final long[] ownNanos;

  Screening(Guard guard, Placeholders placeholders) {
    this.guard = guard;
    this.placeholders = placeholders;
    this.ownNanos = new long[guard.rules().size()];
  }

  /// Looks at a whole part.
  public Screened screen(Direction direction, Part part) {
    AnswerStream stream = stream(direction, part);
    String text = stream.accept(part.text()) + stream.finish();
    return new Screened(stream.verdict(), stream.isRefused() ? "" : text);
  }

  /// Looks at a part that comes in pieces. Each choice, block and tool call of an answer has a
  /// stream of its own.
  ///
  /// @param part with an empty text
  public AnswerStream stream(Direction direction, Part part) {
    Ledger ledger = new Ledger(guard, part, placeholders, findings, failures, ownNanos);
    ledgers.add(ledger);
    return new AnswerStream(guard.program(direction), ledger);
  }

  /// Puts the caller's own values back where the answer has their placeholders, after it was looked
  /// at. Secrets and what stood in system messages never come back.
  public Restoring restoring(Part.Form form) {
    return new Restoring(placeholders, form == Part.Form.JSON);
  }

  /// What all rules found so far.
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// The rules that could not run, as far as they are known one by one.
  public Set<String> failures() {
    return Set.copyOf(failures);
  }

  /// What each rule's own detectors took so far, by its id. Folding the text, keywords and secrets,
  /// which are searched in one pass for all rules, and what is encoded are in none of them.
  public Map<String, Duration> ownTimes() {
    Map<String, Duration> times = new HashMap<>();
    for (int rule = 0; rule < ownNanos.length; rule++) {
      times.put(guard.rule(rule).id(), Duration.ofNanos(ownNanos[rule]));
    }
    return times;
  }

  public Verdict verdict() {
    return ledgers.stream().map(Ledger::verdict).reduce(Verdict.ALLOWED, Verdict::or);
  }
}
