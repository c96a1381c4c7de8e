package ai.nemorouter.sso.provider;

/// The provider said no, or what it said cannot be trusted. The message is for the log: nothing in
/// it is secret, and nothing in it is shown to whoever asked.
public class ProviderRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProviderRefusedException(String message) {
    super(message);
  }

  public ProviderRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
