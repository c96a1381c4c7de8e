package ai.nemorouter.guardrail.engine.pattern;

/// A regular expression that cannot be used, with what to write instead.
public class UnsupportedPatternException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /// @param position in the expression, counted from 0
  public UnsupportedPatternException(String message, int position) {
    super(message + " (at character " + (position + 1) + ")");
    this.position = position;
  }

  public int position() {
    return position;
  }
}
