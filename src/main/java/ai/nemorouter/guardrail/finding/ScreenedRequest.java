package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Finding;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request that guardrails looked at, and what each of them said: all rules that ran, those
/// that found nothing included.
///
/// @param requestId the id of the request
/// @param memberId who owns the key; null for no owner
/// @param model as the client named it, or as it was resolved
/// @param verdict what came of all rules together
public record ScreenedRequest(
    UUID requestId,
    UUID orgId,
    UUID teamId,
    UUID keyId,
    @Nullable UUID memberId,
    Instant at,
    String model,
    Verdict verdict,
    List<RuleResult> rules) {
  public ScreenedRequest {
    rules = List.copyOf(rules);
  }

  /// What one rule said.
  ///
  /// @param version of the rule, in force at that time
  /// @param check the word for its kind of check, as `personal`
  /// @param verdict what it did, or would have done where it only counts; `ALLOWED` where it found
  ///   nothing
  /// @param failed whether it could not run or not to its end; with `UNAVAILABLE` the request was
  ///   refused for that, with another verdict the rule is open
  public record RuleResult(
      UUID ruleId,
      int version,
      String name,
      String check,
      Action action,
      boolean shadow,
      Verdict verdict,
      boolean failed,
      List<Found> findings,
      Duration took) {
    public RuleResult {
      findings = List.copyOf(findings);
    }
  }

  /// A match of a rule.
  ///
  /// @param place the path of the part
  /// @param start in the part's text, in UTF-16 units
  /// @param score how sure it is, from 0 to 100
  /// @param text only of a rule that keeps it
  public record Found(
      Direction direction,
      String place,
      Kind kind,
      int start,
      int length,
      int score,
      String digest,
      @Nullable String text) {
    public static Found of(Direction direction, Finding finding) {
      return new Found(
          direction,
          finding.path(),
          finding.kind(),
          finding.start(),
          finding.length(),
          finding.score(),
          finding.digest(),
          finding.text().orElse(null));
    }
  }
}
