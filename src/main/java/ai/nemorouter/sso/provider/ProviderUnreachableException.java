package ai.nemorouter.sso.provider;

/// The provider cannot be asked now; the same may succeed later.
public class ProviderUnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  ProviderUnreachableException(String message) {
    super(message);
  }

  ProviderUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
