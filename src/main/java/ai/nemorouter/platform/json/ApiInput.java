package ai.nemorouter.platform.json;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.text.PlainText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.UUID;

/// Reads what programs send to the management API; what is wrong is refused by its name.
public final class ApiInput {
  private ApiInput() {}

  /// The body of a request.
  ///
  /// @throws ApiException with status 400 if it is no JSON object
  /// @throws InvalidInputException if a text or a name in it has characters that cannot be stored
  public static ObjectNode bodyOrThrow(byte[] body) {
    ObjectNode object = Json.parseObject(body);
    object.forEachEntry((field, value) -> {
      if (!PlainText.isAcceptable(field) || !isAcceptable(value)) {
        String name = PlainText.visible(field);
        throw new InvalidInputException(
            name, "`" + name + "` has characters that cannot be accepted, such as U+0000.");
      }
    });
    return object;
  }

  /// The same as a record, whose components are the fields in snake case: required ones must be
  /// there, and each must be of its component's type.
  ///
  /// @throws InvalidInputException for the first field that is missing or of another type
  public static <T extends Record> T readOrThrow(byte[] body, Class<T> type) {
    return ApiBody.readOrThrow(bodyOrThrow(body), type);
  }

  private static boolean isAcceptable(JsonNode node) {
    return switch (node) {
      case TextNode text -> PlainText.isAcceptable(text.textValue());
      case ObjectNode object ->
          object
              .propertyStream()
              .allMatch(field ->
                  PlainText.isAcceptable(field.getKey()) && isAcceptable(field.getValue()));
      case ArrayNode list -> list.valueStream().allMatch(ApiInput::isAcceptable);
      default -> true;
    };
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
