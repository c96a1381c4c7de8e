package ai.nemorouter.guardrail.finding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a rule did in the last seven days.
///
/// @param lastMatchAt null where it found nothing
public record RuleWeek(FindingFigures figures, @Nullable Instant lastMatchAt) {
  public static final RuleWeek NONE = new RuleWeek(FindingFigures.NONE, null);
}
