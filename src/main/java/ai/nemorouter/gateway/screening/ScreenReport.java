package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Finding;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.finding.ScreenedRequest;
import ai.nemorouter.guardrail.finding.ScreenedRequest.Found;
import ai.nemorouter.guardrail.finding.ScreenedRequest.RuleResult;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.key.identity.KeyIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What the rules said of a call, rule by rule. Each took what its own detectors took, and an equal
/// share of what was done for all of them together; what something outside took is known.
final class ScreenReport {
  private ScreenReport() {}

  static ScreenedRequest of(UUID id, KeyIdentity key, String model, RequestScreen screen) {
    Map<String, List<Found>> found = found(screen);
    List<Rule> rules = screen.rules().guard().rules();
    Map<String, Duration> own = screen.ownTimes();
    Duration together =
        screen.taken().minus(own.values().stream().reduce(Duration.ZERO, Duration::plus));
    Duration share =
        together.isNegative() ? Duration.ZERO : together.dividedBy(Math.max(1, rules.size()));
    List<RuleResult> results = new ArrayList<>();
    for (Rule rule : rules) {
      Optional<NamedRule> named = screen.rules().named(rule.id());
      if (named.isPresent()) {
        List<Found> mine = found.getOrDefault(rule.id(), List.of());
        OutsideRules.Heard heard = screen.outside().heard().get(rule.id());
        Duration took =
            heard == null ? share.plus(own.getOrDefault(rule.id(), Duration.ZERO)) : heard.took();
        results.add(result(rule, named.get(), mine, took, screen));
      }
    }
    return new ScreenedRequest(
        id,
        key.orgId(),
        key.teamId(),
        key.keyId(),
        key.ownerId(),
        Instant.now(),
        model,
        screen.verdict(),
        results);
  }

  private static Map<String, List<Found>> found(RequestScreen screen) {
    Map<String, List<Found>> found = new HashMap<>();
    List<Finding> findings = screen.findings();
    for (int i = 0; i < findings.size(); i++) {
      found
          .computeIfAbsent(findings.get(i).rule(), _ -> new ArrayList<>())
          .add(Found.of(screen.directionOf(i), findings.get(i)));
    }
    screen
        .outside()
        .heard()
        .forEach((rule, heard) ->
            found.computeIfAbsent(rule, _ -> new ArrayList<>()).addAll(heard.found()));
    return found;
  }

  private static RuleResult result(
      Rule rule, NamedRule named, List<Found> found, Duration took, RequestScreen screen) {
    boolean failed = screen.failures().contains(rule.id()) || isOutOfTime(rule, screen);
    Verdict verdict = found.isEmpty() ? Verdict.ALLOWED : Verdict.of(rule.action());
    if (failed && rule.closed() && !rule.shadow() && screen.verdict() == Verdict.UNAVAILABLE) {
      verdict = Verdict.UNAVAILABLE;
    }
    return new RuleResult(
        named.id(),
        named.version(),
        named.name(),
        RuleCheckJson.type(rule.check()),
        rule.action(),
        rule.shadow(),
        verdict,
        failed,
        found,
        took);
  }

  /// Where it is not known which of them failed, all did that have closed the call.
  private static boolean isOutOfTime(Rule rule, RequestScreen screen) {
    return screen.failures().isEmpty()
        && screen.verdict() == Verdict.UNAVAILABLE
        && rule.closed()
        && !rule.shadow();
  }
}
