package ai.nemorouter.guardrail.engine;

/// What a rule does with what it finds.
public enum Action {
  /// Records it.
  FLAG,
  /// Records it and puts a placeholder in its place.
  REDACT,
  /// Refuses the request, or ends the answer.
  BLOCK
}
