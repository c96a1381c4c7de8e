package ai.nemorouter.gateway.request;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the fields of a request, and words the refusal of those that cannot be understood. An
/// explicit null is as good as nothing.
public final class ChatFields {
  private static final long MOST_TOKENS = 100_000_000;
  private static final int MOST_NAMES = 64;

  private ChatFields() {}

  /// A field whose value makes no sense.
  public static ApiException invalid(String field, String message) {
    return ApiError.invalidRequest(message).param(field).reason("invalid_request").exception();
  }

  /// A field that is understood and cannot be honoured here.
  public static ApiException unsupported(String field, String message) {
    return ApiError.invalidRequest(message)
        .param(field)
        .reason("unsupported_parameter")
        .exception();
  }

  public static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /// @return false where the field is absent
  public static boolean flag(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    if (isAbsent(value)) {
      return false;
    }
    if (!value.isBoolean()) {
      throw invalid(field, "\"" + field + "\" must be true or false.");
    }
    return value.asBoolean();
  }

  public static OptionalLong tokens(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    if (isAbsent(value)) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < 1
        || value.asLong() > MOST_TOKENS) {
      throw invalid(field, "\"" + field + "\" must be a whole number of tokens, at least 1.");
    }
    return OptionalLong.of(value.asLong());
  }

  /// The text of a field that must be there.
  ///
  /// @param at where `from` stands in the request, as in `messages[0].`; empty for the body
  public static String text(JsonNode from, String field, String at) {
    JsonNode value = from.path(field);
    if (!value.isTextual()) {
      throw invalid(at + field, "\"" + at + field + "\" must be a text.");
    }
    return value.asText();
  }

  /// The names of fields that a format does not read.
  public static List<String> unread(ObjectNode body, Set<String> read) {
    return body.properties().stream()
        .filter(field -> !read.contains(field.getKey()) && !field.getValue().isNull())
        .map(Map.Entry::getKey)
        .limit(MOST_NAMES)
        .toList();
  }

  /// Copies what is there and not null.
  public static void copy(ObjectNode from, ObjectNode to, List<String> fields) {
    for (String field : fields) {
      copy(from, field, to, field);
    }
  }

  public static void copy(JsonNode from, String field, ObjectNode to, String name) {
    JsonNode value = from.path(field);
    if (!isAbsent(value)) {
      to.set(name, value);
    }
  }
}
