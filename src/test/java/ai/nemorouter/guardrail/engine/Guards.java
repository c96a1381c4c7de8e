package ai.nemorouter.guardrail.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Rules and requests for tests.
final class Guards {
  static final byte[] KEY = "a secret of the organization".getBytes(StandardCharsets.UTF_8);
  static final List<String> REGIONS = List.of("DE", "US", "GB", "FR");

  private Guards() {}

  static Check everyPersonalKind() {
    Set<Kind> kinds = Kind.of(Kind.Family.PERSONAL, Kind.Family.NATIONAL, Kind.Family.WEAK);
    return new Check.Personal(kinds, REGIONS);
  }

  /// Ten rules as an organization would have them.
  static List<Rule> ten(Action action) {
    return List.of(
        Rule.of("personal", everyPersonalKind(), action).restoring(),
        Rule.of("secrets", Check.Secrets.all(), action),
        Rule.of(
            "words", new Check.Keywords(List.of("Project Falcon", "geheim", "机密"), true), action),
        Rule.of("parts", new Check.Keywords(List.of("acme-internal"), false), action),
        Rule.of("employee", new Check.Pattern("EMP-\\d{4,6}\\b", false, 0), action),
        Rule.of(
                "ticket",
                new Check.Pattern("(?i)ticket[ #:]{1,3}([a-z]{2,5}-\\d+)x{0,9}", false, 1),
                action)
            .openOnFailure(),
        Rule.of(
            "plate", new Check.Pattern("\\b[A-Z]{1,3}-[A-Z]{1,2} \\d{1,4}\\b", false, 0), action),
        Rule.of("injection", new Check.Injection(60), Action.FLAG),
        Rule.of("length", new Check.Length(1_000_000, 0), Action.BLOCK).on(Direction.INPUT),
        Rule.of("shadow", new Check.Keywords(List.of("competitor"), true), Action.BLOCK)
            .inShadow());
  }

  static Guard redacting() {
    return Guard.of(
        ten(Action.REDACT).stream().filter(rule -> !rule.id().equals("ticket")).toList());
  }

  static Screening open(Guard guard) {
    return guard.open(KEY);
  }

  static String redacted(String text) {
    return open(redacting()).screen(Direction.INPUT, Part.text("messages[0]", "user", text)).text();
  }

  /// What a check finds, as `KIND:text` in the order of the text.
  static List<String> found(Check check, String text) {
    Guard guard = Guard.of(List.of(Rule.of("rule", check, Action.FLAG).keepingText()));
    Screening screening = open(guard);
    screening.screen(Direction.INPUT, Part.text("messages[0]", "user", text));
    return screening.findings().stream()
        .map(finding -> finding.kind() + ":" + finding.text().orElseThrow())
        .toList();
  }

  static List<String> personal(String text) {
    return found(everyPersonalKind(), text);
  }

  static List<String> secrets(String text) {
    return found(Check.Secrets.all(), text);
  }
}
