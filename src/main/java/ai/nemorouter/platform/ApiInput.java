package ai.nemorouter.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/// Reads what programs send to the management API; what is wrong is refused by its name.
public final class ApiInput {
  private ApiInput() {}

  /// @throws InvalidInputException if the field is absent, blank or no text
  public static String textOrThrow(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidInputException(field, "`" + field + "` must be text.");
    }
    return value.textValue();
  }

  /// @param parameter its name in the address
  /// @throws InvalidInputException unless the text is a whole number from `min` on
  public static int numberOrThrow(String parameter, String text, int min) {
    try {
      int number = Integer.parseUnsignedInt(text);
      if (number >= min) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is too small.
    }
    throw new InvalidInputException(
        parameter, "`%s` must be a whole number from %d.".formatted(parameter, min));
  }

  /// @param what the thing that the address names, as a reader would call it
  /// @throws NotFoundException if no such thing can have this id
  public static UUID idOrThrow(String text, String what) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException(what);
    }
  }
}
