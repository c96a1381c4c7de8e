package ai.nemorouter.guardrail.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What guardrails said of one request.
///
/// @param verdict what came of all rules together
/// @param rules all that looked at it, in their order
/// @param events what was found, by those that found something or failed
public record RequestVerdicts(
    UUID requestId, String verdict, List<RuleVerdict> rules, List<EventDetail> events) {
  public RequestVerdicts {
    rules = List.copyOf(rules);
    events = List.copyOf(events);
  }

  /// What one rule said.
  public record RuleVerdict(
      UUID ruleId,
      int version,
      String name,
      String checkKind,
      boolean shadow,
      String verdict,
      boolean failed,
      int found,
      long tookUs) {
    public String outcome() {
      return FindingWords.outcome(verdict, shadow, failed);
    }

    public String tone() {
      return FindingWords.tone(verdict, shadow);
    }

    /// How long it took, for people.
    public String took() {
      return FindingWords.duration(tookUs);
    }
  }

  /// @param json an object with `rules`
  static List<RuleVerdict> rules(String json) {
    List<RuleVerdict> rules = new ArrayList<>();
    for (JsonNode rule : EventDetail.parse(json).path("rules")) {
      rules.add(
          new RuleVerdict(
              UUID.fromString(rule.path("rule_id").asText()),
              rule.path("rule_version").asInt(),
              rule.path("rule_name").asText(),
              rule.path("check_kind").asText(),
              rule.path("shadow").asBoolean(),
              rule.path("verdict").asText(),
              rule.path("failed").asBoolean(),
              rule.path("found").asInt(),
              rule.path("took_us").asLong()));
    }
    return rules;
  }
}
