package ai.nemorouter.guardrail.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An event as programs read it.
@Schema(
    name = "GuardrailEvent",
    description = "A guardrail that found something in a request, or failed.")
record EventJson(
    UUID id,
    Instant at,
    @Schema(description = "The `x-nemo-request-id` of the request's answer.") String requestId,
    UUID callId,
    UUID ruleId,
    int ruleVersion,
    String rule,
    @Schema(description = "The `type` of the rule's check.") String check,
    String action,
    boolean shadow,
    String verdict,
    boolean failed,
    @Schema(description = "How many matches.") int found,
    List<String> directions,
    List<String> kinds,
    UUID teamId,
    @Schema(description = "Null where the team is gone.") @Nullable String team,
    UUID keyId,
    @Schema(description = "Null where the key is gone.") @Nullable String key,
    String model) {

  static EventJson of(EventRow event) {
    return new EventJson(
        event.id(),
        event.at(),
        "req_" + event.requestId().toString().replace("-", ""),
        event.requestId(),
        event.ruleId(),
        event.ruleVersion(),
        event.ruleName(),
        event.checkKind(),
        event.action(),
        event.shadow(),
        event.verdict(),
        event.failed(),
        event.found(),
        event.directions(),
        event.kinds(),
        event.teamId(),
        event.teamName().isEmpty() ? null : event.teamName(),
        event.keyId(),
        event.keyName().isEmpty() ? null : event.keyName(),
        event.model());
  }

  /// One with what was found.
  @Schema(name = "GuardrailEventDetail")
  record Detail(
      @JsonUnwrapped EventJson event,
      @Schema(description = "Microseconds.") long tookUs,
      @Schema(description = "Whether the rule keeps matched texts.") boolean textsKept,
      List<Found> findings) {
    static Detail of(EventDetail detail) {
      return new Detail(
          EventJson.of(detail.event()),
          detail.tookUs(),
          detail.textsKept(),
          detail.findings().stream().map(Found::of).toList());
    }
  }

  /// A match.
  @Schema(name = "Finding")
  record Found(
      String direction,
      @Schema(description = "The part of the request or answer.") String place,
      String kind,
      @Schema(description = "In UTF-16 units.") int start,
      @Schema(description = "In UTF-16 units.") int length,
      int score,
      @Schema(description = "Tells equal texts from others.") String digest,
      @Schema(description = "Only if the rule keeps it and the key may read it.")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String text) {
    static Found of(EventDetail.Place place) {
      return new Found(
          place.direction(),
          place.place(),
          place.kind(),
          place.start(),
          place.length(),
          place.score(),
          place.digest(),
          place.text());
    }
  }

  /// What all rules said of a request.
  @Schema(name = "ScreenedRequest")
  record Screened(UUID callId, String verdict, List<RuleVerdict> rules, List<Detail> events) {
    static Screened of(RequestVerdicts request) {
      return new Screened(
          request.requestId(),
          request.verdict(),
          request.rules().stream().map(RuleVerdict::of).toList(),
          request.events().stream().map(Detail::of).toList());
    }
  }

  /// What one rule said.
  @Schema(name = "RuleVerdict")
  record RuleVerdict(
      UUID ruleId,
      int ruleVersion,
      String rule,
      String check,
      boolean shadow,
      String verdict,
      boolean failed,
      int found,
      long tookUs) {
    static RuleVerdict of(RequestVerdicts.RuleVerdict rule) {
      return new RuleVerdict(
          rule.ruleId(),
          rule.version(),
          rule.name(),
          rule.checkKind(),
          rule.shadow(),
          rule.verdict(),
          rule.failed(),
          rule.found(),
          rule.tookUs());
    }
  }
}
