package ai.nemorouter.platform.error;

import java.util.List;

/// Several fields that cannot be accepted. Whoever knows of one only is told the first.
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
