package ai.nemorouter.platform.error;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that was wrong with a form that is shown again with what was typed.
///
/// @param all the first of each field, in the order in which they were found
public record FormErrors(List<FormError> all) {
  public static final FormErrors NONE = new FormErrors(List.of());

  public FormErrors {
    Set<String> fields = new HashSet<>();
    all = all.stream().filter(error -> fields.add(error.field())).toList();
  }

  public static FormErrors of(InvalidInputException cause) {
    return cause instanceof InvalidInputsException several
        ? new FormErrors(several.errors())
        : new FormErrors(List.of(FormError.of(cause)));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /// For templates: what to say beside a field; null for nothing.
  public @Nullable String at(String name) {
    return all.stream()
        .filter(error -> error.field().equals(name))
        .map(FormError::message)
        .findFirst()
        .orElse(null);
  }
}
