package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What programs send about rules, besides the rules themselves.
public final class GuardrailRequests {
  private GuardrailRequests() {}

  /// A rule, and where it is to be. `RuleJson` reads what it says.
  ///
  /// @param scope `organization`, `team` or `key`; without it the organization
  /// @param scopeId not needed for the organization
  /// @param reason why
  /// @param version that the change was made from; null for any
  @Schema(name = "GuardrailRequest")
  public record Rule(
      @Schema(
              description =
                  "Of a new one: `organization` where nothing is said. Not for those of the installation.",
              enumeration = {"organization", "team", "key"})
          @Nullable String scope,
      @Schema(description = "The id of the team or key, or the name of the team.")
          @Nullable String scopeId,
      @Schema(description = "Why; it goes into the version.") @Nullable String reason,
      @Schema(
              description =
                  "Of a change: the version that it was made from, which is refused if it is not the one in force any more.")
          @Nullable Integer version,
      @Schema(
              type = SchemaType.STRING,
              description = "Unique within its scope, in any case. Required for a new one.")
          @Nullable JsonNode name,
      @Schema(
              type = SchemaType.STRING,
              nullable = true,
              description = "A new one is in `shadow` where nothing is said.",
              enumeration = {"off", "shadow", "on"})
          @Nullable JsonNode state,
      @Schema(
              type = SchemaType.STRING,
              description = "Required for a new one.",
              enumeration = {"flag", "redact", "block"})
          @Nullable JsonNode action,
      @Schema(
              type = SchemaType.STRING,
              nullable = true,
              description = "`both` where nothing is said.",
              enumeration = {"input", "output", "both"})
          @Nullable JsonNode direction,
      @Schema(
              type = SchemaType.STRING,
              nullable = true,
              description =
                  "Whether a request is refused or passed on where the check fails; `closed` where nothing is said.",
              enumeration = {"closed", "open"})
          @Nullable JsonNode onFailure,
      @Schema(
              type = SchemaType.BOOLEAN,
              nullable = true,
              description = "Whether the caller's own values come back in the answer.")
          @Nullable JsonNode restores,
      @Schema(
              type = SchemaType.BOOLEAN,
              nullable = true,
              description = "Whether events keep the matched text.")
          @Nullable JsonNode keepsText,
      @Schema(
              type = SchemaType.STRING,
              nullable = true,
              description = "What a refused caller reads.")
          @Nullable JsonNode message,
      @Schema(
              type = SchemaType.OBJECT,
              description =
                  "What it looks for, by `type`, as `Check`; what is left out has its usual value. Required for a new one.")
          @Nullable JsonNode check) {
    public String why() {
      return reason == null ? "" : reason;
    }
  }

  /// Rules in a file, and where they are to be.
  @Schema(name = "GuardrailImport")
  public record Import(
      @Schema(
              description = "`organization` where nothing is said.",
              enumeration = {"organization", "team", "key"})
          @Nullable String scope,
      @Schema(description = "The id of the team or key, or the name of the team.")
          @Nullable String scopeId,
      @Schema(description = "Why; it goes into the versions.") @Nullable String reason,
      @Schema(type = SchemaType.STRING, description = "As in the file.") @Nullable JsonNode format,
      @Schema(type = SchemaType.INTEGER, description = "As in the file.")
          @Nullable JsonNode version,
      @Schema(
              type = SchemaType.ARRAY,
              implementation = Object.class,
              description = "As in the file.")
          @Nullable JsonNode rules) {
    public String why() {
      return reason == null ? "" : reason;
    }
  }

  /// Why something is done; a body may also be left out.
  @Schema(name = "GuardrailReason")
  public record Why(@Schema(description = "It goes into the version.") @Nullable String reason) {
    public String text() {
      return reason == null ? "" : reason;
    }
  }

  @Schema(name = "NewGuardrailException")
  public record NewException(
      @Schema(description = "`team` or `key`.") String scope,
      @Schema(description = "The id of the team or key, or the name of the team.") String scopeId,
      @Schema(description = "Who answers for it.") String owner,
      String reason,
      Instant endsAt) {
    public Grant grant() {
      return new Grant(owner, reason, endsAt);
    }
  }

  /// @param id of a stored rule; null for one that the request brings in `rule`
  /// @param scope of the rule in `rule`: `organization`, `team` or `key`; without it the
  ///   organization
  /// @param scopeId not needed for the organization
  @Schema(name = "ReplayRequest")
  public record Replay(
      @Schema(description = "Of a stored guardrail.") @Nullable String id,
      @Schema(
              description = "Where the `rule` would be; `organization` where nothing is said.",
              enumeration = {"organization", "team", "key"})
          @Nullable String scope,
      @Nullable String scopeId,
      @Schema(
              type = SchemaType.OBJECT,
              description = "A rule that need not be stored, as `GuardrailTerms`.")
          @Nullable JsonNode rule) {}

  /// @param id of a stored rule; null for one that the request brings in `rule`
  /// @param direction `input` or `output`; null for input
  @Schema(name = "TrialRequest")
  public record Trial(
      @Schema(description = "Of a stored guardrail.") @Nullable String id,
      @Schema(
              description = "`input` where nothing is said.",
              enumeration = {"input", "output"})
          @Nullable String direction,
      String text,
      @Schema(
              type = SchemaType.OBJECT,
              description = "A rule that need not be stored, as `GuardrailTerms`.")
          @Nullable JsonNode rule) {
    public Direction way() {
      if (direction == null || direction.equals("input")) {
        return Direction.INPUT;
      }
      if (direction.equals("output")) {
        return Direction.OUTPUT;
      }
      throw new InvalidInputException("direction", "`direction` must be \"input\" or \"output\".");
    }
  }
}
