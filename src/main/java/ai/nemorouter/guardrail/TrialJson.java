package ai.nemorouter.guardrail;

import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What came of trying a rule on a text, as programs read it.
@Schema(name = "Trial")
record TrialJson(
    @Schema(description = "`allowed`, `flagged`, `redacted` or `blocked`.") String verdict,
    @Schema(description = "The text as it would be passed on.") String text,
    List<Match> matches) {

  static TrialJson of(RuleTrials.Trial trial) {
    return new TrialJson(
        word(trial.verdict()), trial.text(), trial.matches().stream().map(Match::of).toList());
  }

  /// A place in the text.
  @Schema(name = "TrialMatch")
  record Match(
      String rule,
      String action,
      boolean shadow,
      String kind,
      @Schema(description = "In UTF-16 units.") int start,
      @Schema(description = "In UTF-16 units.") int length,
      int score) {
    static Match of(RuleTrials.Match match) {
      return new Match(
          match.rule(),
          word(match.action()),
          match.shadow(),
          word(match.kind()),
          match.start(),
          match.length(),
          match.score());
    }
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
