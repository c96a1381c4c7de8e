package ai.nemorouter.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client of the API is told when its request is refused, in the one shape that OpenAI's and
/// OpenRouter's clients both parse: an integer `code` beside `type` and `metadata`.
///
/// @param type OpenAI's word for the kind of error, as in `invalid_request_error`
/// @param errorType OpenRouter's, as in `payment_required`; goes into the metadata
/// @param param the field of the request that is to blame
/// @param metadata further facts: text, integers, booleans, `BigDecimal` or JSON nodes
/// @param withField fields that stand beside the metadata
public record ApiError(
    int status,
    String type,
    String errorType,
    String message,
    @Nullable String param,
    Map<String, Object> metadata,
    Map<String, Object> withField,
    Map<String, String> headers) {

  public ApiError {
    metadata = copy(metadata);
    withField = copy(withField);
    headers = copy(headers);
  }

  public static ApiError of(int status, String type, String errorType, String message) {
    return new ApiError(status, type, errorType, message, null, Map.of(), Map.of(), Map.of());
  }

  public static ApiError invalidRequest(String message) {
    return of(400, "invalid_request_error", "invalid_request", message);
  }

  public static ApiError authentication(String message) {
    return of(401, "authentication_error", "authentication", message);
  }

  public static ApiError permission(String message) {
    return of(403, "permission_error", "permission_denied", message);
  }

  public static ApiError notFound(String message) {
    return of(404, "not_found_error", "not_found", message);
  }

  public ApiError reason(String reason) {
    return with("reason", reason);
  }

  public ApiError param(@Nullable String newParam) {
    return new ApiError(status, type, errorType, message, newParam, metadata, withField, headers);
  }

  public ApiError with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(metadata);
    more.put(name, value);
    return new ApiError(status, type, errorType, message, param, more, withField, headers);
  }

  /// A field of the error itself, where a client looks for it.
  public ApiError withField(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(withField);
    more.put(name, value);
    return new ApiError(status, type, errorType, message, param, metadata, more, headers);
  }

  public ApiError header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiError(status, type, errorType, message, param, metadata, withField, more);
  }

  public ApiException exception() {
    return new ApiException(this);
  }

  /// The body of the answer.
  ///
  /// @param requestId the value of the answer's `x-request-id` header, if it has one
  public ObjectNode body(@Nullable String requestId) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("message", message).put("type", type).put("param", param).put("code", status);
    ObjectNode facts = error.putObject("metadata");
    facts.put("error_type", errorType);
    metadata.forEach((name, value) -> put(facts, name, value));
    if (requestId != null) {
      facts.put("request_id", requestId);
    }
    withField.forEach((name, value) -> put(error, name, value));
    body.putNull("user_id");
    return body;
  }

  private static void put(ObjectNode facts, String name, Object value) {
    switch (value) {
      case String text -> facts.put(name, text);
      case Boolean flag -> facts.put(name, flag);
      case Integer number -> facts.put(name, number);
      case Long number -> facts.put(name, number);
      case BigDecimal number -> facts.put(name, number);
      case JsonNode node -> facts.set(name, node);
      default -> facts.putPOJO(name, value);
    }
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
