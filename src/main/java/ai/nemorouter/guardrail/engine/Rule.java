package ai.nemorouter.guardrail.engine;

/// One check with one action.
///
/// @param id what findings name it by
/// @param shadow whether it only counts: nothing is changed, held back or refused
/// @param closed whether a request is refused when the check cannot run
/// @param restores whether placeholders in the answer become the caller's own values again
/// @param keepsText whether findings have the matched text
public record Rule(
    String id,
    Check check,
    Action action,
    boolean input,
    boolean output,
    boolean shadow,
    boolean closed,
    boolean restores,
    boolean keepsText) {

  /// On input and output, closed on failure, without keeping what it finds.
  public static Rule of(String id, Check check, Action action) {
    return new Rule(id, check, action, true, true, false, true, false, false);
  }

  public Rule inShadow() {
    return new Rule(id, check, action, input, output, true, closed, restores, keepsText);
  }

  public Rule openOnFailure() {
    return new Rule(id, check, action, input, output, shadow, false, restores, keepsText);
  }

  public Rule restoring() {
    return new Rule(id, check, action, input, output, shadow, closed, true, keepsText);
  }

  public Rule keepingText() {
    return new Rule(id, check, action, input, output, shadow, closed, restores, true);
  }

  public Rule on(Direction direction) {
    boolean in = direction == Direction.INPUT;
    return new Rule(id, check, action, in, !in, shadow, closed, restores, keepsText);
  }

  boolean isFor(Direction direction) {
    return direction == Direction.INPUT ? input : output;
  }

  /// Whether it changes or stops a text, and so has to see it before anybody else.
  boolean isEnforced() {
    return !shadow && action != Action.FLAG;
  }
}
