package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.sample.SampleJson;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A replay as programs read it.
@Schema(name = "Replay", description = "What a guardrail would do with the samples.")
record ReplayJson(
    @Schema(description = "How many samples there are for that rule.") long kept,
    int lookedAt,
    @Schema(description = "Passed over, because the rule does not look that way.")
        int otherDirection,
    int unreadable,
    @Schema(description = "Whether all were looked at in time.") boolean finished,
    long tookMs,
    int hit,
    int blocked,
    int redacted,
    int flagged,
    int failed,
    @Schema(description = "The first 50.") List<Hit> hits) {

  static ReplayJson of(Replay replay) {
    return new ReplayJson(
        replay.kept(),
        replay.lookedAt(),
        replay.otherWay(),
        replay.unreadable(),
        replay.finished(),
        replay.tookMillis(),
        replay.hit(),
        replay.blocked(),
        replay.redacted(),
        replay.flagged(),
        replay.failed(),
        replay.hits().stream().map(Hit::of).toList());
  }

  /// A sample in which it found something.
  @Schema(name = "ReplayHit")
  record Hit(
      SampleJson sample,
      String verdict,
      @Schema(description = "How many matches.") int found,
      @Schema(description = "Only where the key may read the text.")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable List<Match> matches) {
    static Hit of(Replay.Hit hit) {
      return new Hit(
          SampleJson.of(hit.sample()),
          TrialJson.word(hit.verdict()),
          hit.found(),
          hit.readable() ? matches(hit) : null);
    }

    private static List<Match> matches(Replay.Hit hit) {
      List<Match> matches = new ArrayList<>();
      for (Replay.PartHit part : hit.parts()) {
        part.matches().forEach(match -> matches.add(Match.of(part, match)));
      }
      return matches;
    }
  }

  /// A place in its text.
  @Schema(name = "ReplayMatch")
  record Match(
      @Schema(description = "The part of the request.") String place,
      String kind,
      @Schema(description = "In UTF-16 units.") int start,
      @Schema(description = "In UTF-16 units.") int length,
      int score,
      String text) {
    static Match of(Replay.PartHit part, RuleTrials.Match match) {
      int end = Math.min(part.text().length(), match.start() + match.length());
      return new Match(
          part.path(),
          TrialJson.word(match.kind()),
          match.start(),
          match.length(),
          match.score(),
          part.text().substring(Math.min(match.start(), end), end));
    }
  }
}
