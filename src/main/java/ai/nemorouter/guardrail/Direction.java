package ai.nemorouter.guardrail;

/// Which way a text goes.
public enum Direction {
  /// To the model.
  INPUT,
  /// Back to the caller.
  OUTPUT
}
