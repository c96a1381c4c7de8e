package ai.nemorouter.guardrail.engine;

/// What came of all rules together, from the mildest to the strictest.
public enum Verdict {
  ALLOWED,
  FLAGGED,
  REDACTED,
  BLOCKED,
  /// A rule that must not be left out could not run.
  UNAVAILABLE;

  Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// What comes of that action on a match.
  public static Verdict of(Action action) {
    return switch (action) {
      case FLAG -> FLAGGED;
      case REDACT -> REDACTED;
      case BLOCK -> BLOCKED;
    };
  }
}
