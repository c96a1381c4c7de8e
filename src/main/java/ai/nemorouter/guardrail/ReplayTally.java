package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.Replay.Hit;
import ai.nemorouter.guardrail.Replay.PartHit;
import ai.nemorouter.guardrail.RuleTrials.Match;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Finding;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Screening;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.sample.SampleText;
import ai.nemorouter.platform.json.Json;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Counts what one rule does with samples. Not for several threads.
final class ReplayTally {
  private static final int HITS_SHOWN = 50;
  private static final int PARTS_SHOWN = 5;
  private static final int MATCHES_SHOWN = 50;
  private static final int SECRET_BYTES = 32;

  private final Guard guard;
  private final RuleTerms terms;
  private final byte[] secret = new byte[SECRET_BYTES];
  private final List<Hit> hits = new ArrayList<>();
  private int lookedAt;
  private int otherWay;
  private int unreadable;
  private int blocked;
  private int redacted;
  private int flagged;
  private int failed;

  /// @param guard the rule alone, keeping what it matches
  ReplayTally(Guard guard, RuleTerms terms) {
    this.guard = guard;
    this.terms = terms;
    new SecureRandom().nextBytes(secret);
  }

  /// What the rule said of one part.
  private record Screened(Part part, Verdict verdict, List<Finding> findings) {}

  /// @param readable whether the text may be shown
  void look(SampleText sample, boolean readable) {
    Direction direction = Replays.direction(sample);
    if (direction == Direction.INPUT ? !terms.input() : !terms.output()) {
      otherWay++;
      return;
    }
    if (sample.parts().isEmpty()) {
      unreadable++;
      return;
    }
    lookedAt++;
    List<Screened> screened = sample.parts().stream().map(part -> screen(direction, part)).toList();
    Verdict verdict =
        screened.stream()
            .map(Screened::verdict)
            .max(Comparator.naturalOrder())
            .orElse(Verdict.ALLOWED);
    int found = screened.stream().mapToInt(one -> one.findings().size()).sum();
    if (verdict == Verdict.UNAVAILABLE || (found == 0 && verdict != Verdict.ALLOWED)) {
      failed++;
    } else if (found > 0) {
      count(verdict);
      if (hits.size() < HITS_SHOWN) {
        hits.add(
            new Hit(
                sample.row(), verdict, found, readable, readable ? shown(screened) : List.of()));
      }
    }
  }

  private void count(Verdict verdict) {
    switch (verdict) {
      case BLOCKED -> blocked++;
      case REDACTED -> redacted++;
      default -> flagged++;
    }
  }

  /// A text that is all JSON is read as JSON where that lets it be rewritten, as of a request.
  private Screened screen(Direction direction, Part part) {
    if (part.form() == Part.Form.TEXT
        && Part.looksLikeJson(part.text())
        && Json.isWhole(part.text())) {
      Screened asJson = screenAs(direction, Part.json(part.path(), part.role(), part.text()));
      if (asJson.verdict() != Verdict.BLOCKED || terms.action() == Action.BLOCK) {
        return asJson;
      }
    }
    return screenAs(direction, part);
  }

  private Screened screenAs(Direction direction, Part part) {
    Screening screening = guard.open(secret);
    Verdict verdict = screening.screen(direction, part).verdict();
    return new Screened(part, verdict, screening.findings());
  }

  private List<PartHit> shown(List<Screened> screened) {
    return screened.stream()
        .filter(one -> !one.findings().isEmpty())
        .limit(PARTS_SHOWN)
        .map(this::shown)
        .toList();
  }

  private PartHit shown(Screened screened) {
    Part part = screened.part();
    List<Match> matches =
        screened.findings().stream()
            .map(finding -> Match.of(finding, terms.name()))
            .sorted(Comparator.comparingInt(Match::start))
            .limit(MATCHES_SHOWN)
            .toList();
    if (part.form() != Part.Form.JSON) {
      return new PartHit(part.path(), part.text(), matches);
    }
    // Places are those in decoded strings, so what matched is looked for in the text.
    List<Match> placed = new ArrayList<>();
    int from = 0;
    for (Finding finding : screened.findings()) {
      Optional<Match> match = placed(part.text(), from, finding);
      if (match.isPresent() && placed.size() < MATCHES_SHOWN) {
        placed.add(match.get());
        from = match.get().start() + match.get().length();
      }
    }
    return new PartHit(part.path(), part.text(), placed);
  }

  private Optional<Match> placed(String text, int from, Finding finding) {
    String matched = finding.text().orElse("");
    int start = matched.isEmpty() ? -1 : text.indexOf(matched, from);
    return start < 0
        ? Optional.empty()
        : Optional.of(
            new Match(
                terms.name(),
                finding.action(),
                false,
                finding.kind(),
                start,
                matched.length(),
                finding.score()));
  }

  Replay result(long kept, boolean finished, long tookMillis) {
    return new Replay(
        kept,
        lookedAt,
        otherWay,
        unreadable,
        blocked,
        redacted,
        flagged,
        failed,
        finished,
        tookMillis,
        hits);
  }
}
