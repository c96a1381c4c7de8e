package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.rule.RuleTermsJson;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Rules as a file.
@Schema(name = "GuardrailFile", description = "Guardrails as a file, to be imported elsewhere.")
public record RuleFileJson(String format, int version, List<RuleTermsJson> rules) {

  /// What importing one did or would do.
  @Schema(name = "ImportReport")
  record Report(
      @Schema(description = "Whether anything was changed.") boolean applied, List<Line> data) {
    static Report of(RuleExchange.Report report) {
      return new Report(report.applied(), report.lines().stream().map(Line::of).toList());
    }
  }

  /// What becomes of one of its rules.
  @Schema(name = "ImportedGuardrail")
  record Line(
      @Schema(description = "In the file, counted from 1.") int position,
      String name,
      @Schema(enumeration = {"created", "changed", "unchanged", "refused"}) String outcome,
      @Schema(description = "Why it is refused; empty where it is not.") String problem) {
    static Line of(RuleExchange.Line line) {
      return new Line(line.position(), line.name(), line.outcome().word(), line.problem());
    }
  }
}
