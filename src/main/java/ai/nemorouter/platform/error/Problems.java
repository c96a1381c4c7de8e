package ai.nemorouter.platform.error;

import java.util.ArrayList;
import java.util.List;

/// Gathers all that is wrong with an input, so that people need not send a form once for each of
/// its errors.
public final class Problems {
  private final List<FormError> found = new ArrayList<>();

  /// Goes on where a rule refuses.
  public void check(Runnable rule) {
    try {
      rule.run();
    } catch (InvalidInputException e) {
      add(FormErrors.of(e).all());
    }
  }

  public void add(List<FormError> errors) {
    found.addAll(errors);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<FormError> found() {
    return List.copyOf(found);
  }

  /// @throws InvalidInputException for all of them, if there are any
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /// Where there are some.
  public InvalidInputException exception() {
    return new InvalidInputsException(found);
  }
}
