package ai.nemorouter.guardrail.engine;

/// Which way a text goes.
public enum Direction {
  /// To the model.
  INPUT,
  /// Back to the caller.
  OUTPUT
}
