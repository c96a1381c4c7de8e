package ai.nemorouter.platform.error;

import io.quarkus.runtime.configuration.ConfigurationException;

/// An environment variable with a value that cannot be meant: the application does not start. The
/// framework prints the message of this kind of exception without a stack trace, as long as it has
/// no cause.
public class InvalidSettingException extends ConfigurationException {
  private static final long serialVersionUID = 1L;

  /// @param variable the environment variable's name
  /// @param problem what is wrong with it, as the rest of a sentence that begins with the name
  public InvalidSettingException(String variable, String problem) {
    super(variable + " " + problem);
  }
}
