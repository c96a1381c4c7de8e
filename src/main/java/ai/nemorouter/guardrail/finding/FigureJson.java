package ai.nemorouter.guardrail.finding;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Figures as programs read them.
@Schema(
    name = "GuardrailFigures",
    oneOf = {FigureJson.Point.class, FigureJson.Share.class})
sealed interface FigureJson {

  /// What is counted.
  record Counts(
      @Schema(description = "Requests that were looked at.") long screened,
      @Schema(description = "Requests in which something was found.") long hits,
      @Schema(description = "Matches.") long found,
      long flags,
      long redactions,
      long blocks,
      @Schema(description = "Requests of the last day that a rule in shadow mode would have hit.")
          long shadowHits,
      long failures,
      @Schema(description = "Microseconds in all.") long tookUs) {
    static Counts of(FindingFigures figures) {
      return new Counts(
          figures.screened(),
          figures.hits(),
          figures.found(),
          figures.flags(),
          figures.redactions(),
          figures.blocks(),
          figures.shadowHits(),
          figures.failures(),
          figures.tookUs());
    }
  }

  /// Those of an hour or a day.
  @Schema(name = "GuardrailFiguresOfTime")
  record Point(
      @Schema(description = "When the hour or day begins, in UTC.") Instant start,
      @JsonUnwrapped Counts counts)
      implements FigureJson {
    static FigureJson of(GuardrailFigures.Point point) {
      return new Point(point.start(), Counts.of(point.figures()));
    }
  }

  /// Those of a rule, team or key.
  @Schema(name = "GuardrailFiguresOfThing")
  record Share(
      @Schema(description = "Of the rule, team or key.") UUID id,
      @Nullable String name,
      @JsonUnwrapped Counts counts)
      implements FigureJson {
    static FigureJson of(GuardrailFigures.Share share) {
      return new Share(
          share.id(), share.name().isEmpty() ? null : share.name(), Counts.of(share.figures()));
    }
  }
}
