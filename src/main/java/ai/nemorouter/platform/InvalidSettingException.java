package ai.nemorouter.platform;

import org.jspecify.annotations.Nullable;

/// An environment variable with a value that cannot be meant: the application does not start.
public class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param variable the environment variable's name
  /// @param problem what is wrong with it, as the rest of a sentence that begins with the name
  public InvalidSettingException(String variable, String problem) {
    this(variable, problem, null);
  }

  public InvalidSettingException(String variable, String problem, @Nullable Throwable cause) {
    super(variable + " " + problem, cause);
  }
}
