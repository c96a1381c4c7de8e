package ai.nemorouter.platform.error;

import java.util.List;

/// Several invalid fields. Code that handles `InvalidInputException` sees the first one.
public final class InvalidInputsException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final transient List<FormError> errors;

  /// @param errors at least one
  public InvalidInputsException(List<FormError> errors) {
    super(errors.getFirst().field(), errors.getFirst().message());
    this.errors = List.copyOf(errors);
  }

  public List<FormError> errors() {
    return errors;
  }
}
