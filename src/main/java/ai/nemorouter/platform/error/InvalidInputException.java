package ai.nemorouter.platform.error;

/// A field of a form or request that cannot be accepted: shown beside the field, or answered with
/// 422 (the API says 400).
public class InvalidInputException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /// @param field the field's name in the form or JSON body
  /// @param message what is wrong and what would be right, as a sentence
  public InvalidInputException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }

  @Override
  public int httpStatus() {
    return 422;
  }
}
