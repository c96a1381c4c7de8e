package ai.nemorouter.guardrail;

/// The rules in force are not known, so nothing may go to a model or come back.
public class RulesUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RulesUnavailableException(String message) {
    super(message);
  }

  RulesUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
