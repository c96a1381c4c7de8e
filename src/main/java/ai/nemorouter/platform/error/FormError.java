package ai.nemorouter.platform.error;

import org.jspecify.annotations.Nullable;

/// What was wrong with a form that is shown again with what was typed.
///
/// @param field the name of the field at fault; empty where nothing is
public record FormError(String field, String message) {
  public static final FormError NONE = new FormError("", "");
  public static final int STATUS = 422;

  public static FormError of(InvalidInputException cause) {
    return new FormError(cause.field(), String.valueOf(cause.getMessage()));
  }

  /// For templates: what to say beside a field; null for nothing.
  public @Nullable String at(String name) {
    return field.equals(name) ? message : null;
  }
}
