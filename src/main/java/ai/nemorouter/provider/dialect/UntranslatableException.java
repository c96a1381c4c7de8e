package ai.nemorouter.provider.dialect;

/// A request asks for something that the provider's protocol has no words for. Another provider may
/// do better.
public final class UntranslatableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /// @param field of the request in the gateway's own form, as in `messages[0].content`
  /// @param message a sentence that says what cannot be kept
  public UntranslatableException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
