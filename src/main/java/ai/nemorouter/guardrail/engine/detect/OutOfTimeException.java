package ai.nemorouter.guardrail.engine.detect;

/// A detector took longer than it may.
public class OutOfTimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutOfTimeException() {
    super("A guardrail rule took longer than its time");
  }
}
