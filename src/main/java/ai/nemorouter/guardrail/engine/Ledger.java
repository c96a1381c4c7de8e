package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.Scanner.Match;
import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// What the rules found in one part, and what follows from it.
final class Ledger {
  private static final Logger LOG = Logger.getLogger(Ledger.class);
  private static final int FINDINGS_MAX = 1000;

  private final Guard guard;
  private final Part part;
  private final Placeholders placeholders;
  private final List<Finding> findings;
  private final Set<String> failures;
  private final long[] ownNanos;
  private Verdict verdict = Verdict.ALLOWED;

  /// @param failures takes the rules that could not run
  /// @param ownNanos takes what each rule's own detectors took, by its place in the guard
  Ledger(
      Guard guard,
      Part part,
      Placeholders placeholders,
      List<Finding> findings,
      Set<String> failures,
      long[] ownNanos) {
    this.guard = guard;
    this.part = part;
    this.placeholders = placeholders;
    this.findings = findings;
    this.failures = failures;
    this.ownNanos = ownNanos;
  }

  /// Records matches that overlap. Of those of one rule the longest counts, then the earlier kind.
  void found(List<Match> cluster, int origin, Folded text) {
    List<Match> best = new ArrayList<>(cluster);
    best.sort(Comparator.comparingInt((Match match) -> -match.length()).thenComparing(Match::kind));
    List<Match> taken = new ArrayList<>(best.size());
    for (Match match : best) {
      boolean free =
          taken.stream().noneMatch(other -> other.rule() == match.rule() && overlap(other, match));
      if (free) {
        taken.add(match);
        record(match, origin, text);
      }
    }
  }

  private static boolean overlap(Match one, Match other) {
    return one.start() < other.end() && other.start() < one.end();
  }

  private void record(Match match, int origin, Folded text) {
    Rule rule = guard.rule(match.rule());
    count(rule);
    Optional<String> kept =
        rule.keepsText()
            ? Optional.of(text.original(match.start(), match.end()))
            : Optional.empty();
    add(
        new Finding(
            rule.id(),
            rule.action(),
            rule.shadow(),
            part.path(),
            match.kind(),
            match.start() - origin,
            match.length(),
            placeholders.digest(match.kind(), match.value()),
            match.score(),
            kept));
  }

  /// Records what concerns the part as a whole.
  void found(int index, Kind kind, int length) {
    Rule rule = guard.rule(index);
    count(rule);
    String digest = "";
    add(
        new Finding(
            rule.id(),
            rule.action(),
            rule.shadow(),
            part.path(),
            kind,
            0,
            length,
            digest,
            100,
            Optional.empty()));
  }

  private void add(Finding finding) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(finding);
    }
  }

  private void count(Rule rule) {
    if (!rule.shadow()) {
      verdict = verdict.or(Verdict.of(rule.action()));
    }
  }

  /// Matches that have not ended and are certain: they will be recorded when they end, and a rule
  /// that blocks need not wait for that.
  void certain(List<Match> cluster) {
    cluster.forEach(match -> count(guard.rule(match.rule())));
  }

  /// A match lies where no placeholder can stand.
  void refuse() {
    verdict = verdict.or(Verdict.BLOCKED);
  }

  void unavailable() {
    verdict = verdict.or(Verdict.UNAVAILABLE);
  }

  /// A detector could not run.
  void failed(int rule, boolean enforced, RuntimeException failure) {
    // Its message could quote the text.
    LOG.warnf("A guardrail rule could not run: %s", failure.getClass().getSimpleName());
    if (rule != Guard.Step.SHARED) {
      failures.add(guard.rule(rule).id());
    }
    boolean closed = rule == Guard.Step.SHARED || guard.rule(rule).closed();
    if (enforced && closed) {
      unavailable();
    } else {
      unseen();
    }
  }

  /// A detector ran.
  ///
  /// @param rule the rule that it ran for; a detector shared by several rules is charged to none
  void spent(int rule, long nanos) {
    if (rule != Guard.Step.SHARED) {
      ownNanos[rule] += nanos;
    }
  }

  /// Something was not looked at, which does not refuse the part.
  void unseen() {
    verdict = verdict.or(Verdict.FLAGGED);
  }

  /// What stands in the place of a match.
  String placeholder(Match match, String written) {
    String digest = placeholders.digest(match.kind(), match.value());
    String placeholder = placeholders.of(match.kind(), match.value(), digest);
    boolean callersOwn = !part.role().equals("system") && !part.role().equals("developer");
    boolean whole = match.kind().family() != Kind.Family.SECRET;
    if (callersOwn && whole && guard.rule(match.rule()).restores()) {
      placeholders.restore(placeholder, written);
    }
    return placeholder;
  }

  Verdict verdict() {
    return verdict;
  }

  boolean isRefused() {
    return verdict.compareTo(Verdict.BLOCKED) >= 0;
  }

  Part part() {
    return part;
  }
}
