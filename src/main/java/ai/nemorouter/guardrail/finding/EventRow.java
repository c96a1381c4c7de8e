package ai.nemorouter.guardrail.finding;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// An event as one line of a list: one rule that found something in one request, or failed.
///
/// @param checkKind the word for what kind of check the rule has
/// @param verdict what the rule did, or would have done where it only counts
/// @param found how often it matched
/// @param directionWords separated by commas
/// @param kindWords separated by commas
/// @param teamName empty for a team that is gone
/// @param keyName empty for a key that is gone
public record EventRow(
    UUID id,
    UUID requestId,
    Instant at,
    UUID ruleId,
    int ruleVersion,
    String ruleName,
    String checkKind,
    String action,
    boolean shadow,
    String verdict,
    boolean failed,
    int found,
    String directionWords,
    String kindWords,
    UUID teamId,
    String teamName,
    UUID keyId,
    String keyName,
    String model) {
  static final String COLUMNS =
      """
      select e.id, e.call_id, e.at, e.rule_id, e.rule_version, e.rule_name, e.check_kind, e.action, e.shadow, e.verdict,
        e.failed, e.found, array_to_string(e.directions, ',') as direction_words,
        array_to_string(e.kinds, ',') as kind_words, e.team_id,
        coalesce(scope_name(e.org_id, 'team', e.team_id), '') as team_name, e.key_id,
        coalesce(scope_name(e.org_id, 'key', e.key_id), '') as key_name, e.model
      from guardrail_events e
      """;

  public List<String> directions() {
    return FindingWords.split(directionWords);
  }

  public List<String> kinds() {
    return FindingWords.split(kindWords);
  }

  /// What it did, for people.
  public String outcome() {
    return FindingWords.outcome(verdict, shadow, failed);
  }

  /// For a badge.
  public String tone() {
    return FindingWords.tone(verdict, shadow);
  }

  public String shownKey() {
    return keyName.isEmpty() ? "a key that is gone" : keyName;
  }

  public String shownTeam() {
    return teamName.isEmpty() ? "a team that is gone" : teamName;
  }

  /// What it found, for people.
  public List<String> kindLabels() {
    return kinds().stream().map(FindingWords::kindLabel).toList();
  }
}
