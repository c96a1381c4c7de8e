package ai.nemorouter.sso.provider;

/// The provider refused, or its answer cannot be trusted. The message is for the log: it contains
/// no secrets, and none of it is shown to the user.
public class ProviderRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProviderRefusedException(String message) {
    super(message);
  }

  public ProviderRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
