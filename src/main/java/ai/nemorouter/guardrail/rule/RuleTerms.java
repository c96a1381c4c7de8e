package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/// What a rule says, and so what a version of it holds.
///
/// @param input whether it looks at what goes to the model
/// @param output whether it looks at what comes back
/// @param closed whether a request is refused when the rule cannot run
/// @param restores whether placeholders in the answer become the caller's own values again
/// @param keepsText whether events keep the matched text
/// @param message what a refused caller reads; empty for the usual one
public record RuleTerms(
    @Name(
            max = 80,
            empty = "Give the rule a name.",
            message = "Use a name of at most {max} characters.")
        String name,
    RuleState state,
    Action action,
    boolean input,
    boolean output,
    boolean closed,
    boolean restores,
    boolean keepsText,
    @Size(max = 300, message = "Use a message of at most {max} characters.") String message,
    Check check) {

  public RuleTerms {
    name = Names.trimmed(name);
    message = Names.trimmed(message);
  }

  /// A rule on input and output, closed on failure, without keeping what it finds.
  public static RuleTerms of(String name, RuleState state, Action action, Check check) {
    return new RuleTerms(name, state, action, true, true, true, false, false, "", check);
  }

  @AssertTrue(message = "Choose input, output or both.")
  boolean isDirection() {
    return input || output;
  }

  public RuleTerms in(RuleState other) {
    return new RuleTerms(
        name, other, action, input, output, closed, restores, keepsText, message, check);
  }

  public RuleTerms restoring() {
    return new RuleTerms(
        name, state, action, input, output, closed, true, keepsText, message, check);
  }

  /// On input or output alone.
  public RuleTerms only(Direction direction) {
    boolean in = direction == Direction.INPUT;
    return new RuleTerms(name, state, action, in, !in, closed, restores, keepsText, message, check);
  }

  public RuleTerms saying(String told) {
    return new RuleTerms(
        name, state, action, input, output, closed, restores, keepsText, told, check);
  }

  /// As the engine knows it.
  public Rule rule(UUID id) {
    return new Rule(
        id.toString(),
        check,
        action,
        input,
        output,
        state == RuleState.SHADOW,
        closed,
        restores,
        keepsText);
  }
}
