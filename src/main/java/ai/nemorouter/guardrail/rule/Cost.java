package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import java.util.List;
import java.util.UUID;

/// What a rule adds to a request, the cheapest first. A request's rules are put in this order.
public enum Cost {
  /// Shares one pass over the text with all rules of its kind.
  LOW("low"),
  /// Reads the text once more.
  MODERATE("moderate"),
  /// Holds a streamed answer back until it is complete.
  WHOLE_ANSWER("whole answer"),
  /// Asks something outside, and waits for it with the whole answer.
  OUTSIDE("outside");

  private final String label;

  Cost(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public String word() {
    return label.replace(' ', '_');
  }

  public static Cost of(RuleTerms terms) {
    return switch (terms.check()) {
      case Check.Hook _, Check.Judge _ -> OUTSIDE;
      case Check.Schema _, Check.Length _ -> holds(terms) ? WHOLE_ANSWER : LOW;
      case Check.Pattern _ -> holds(terms) ? WHOLE_ANSWER : MODERATE;
      case Check.Injection _ -> MODERATE;
      case Check.Personal personal -> personal.kinds().contains(Kind.PHONE) ? MODERATE : LOW;
      default -> LOW;
    };
  }

  private static boolean holds(RuleTerms terms) {
    Rule working = terms.in(RuleState.ON).rule(new UUID(0, 0));
    return Guard.of(List.of(working)).holdsWholeAnswers();
  }
}
