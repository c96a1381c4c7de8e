package ai.nemorouter.platform.json;

import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Reads the body of a management API request into a record, whose components are the fields in
/// snake case. A field is required unless its component is `@Nullable`; null counts as absent, and
/// a required text is not blank. Fields that the record does not have are ignored.
final class ApiBody {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ApiBody() {}

  /// @throws InvalidInputException for the first field that is missing or of another type
  static <T extends Record> T readOrThrow(JsonNode body, Class<T> type) {
    requireTypes(body, type);
    try {
      return MAPPER.treeToValue(body, type);
    } catch (JsonMappingException e) {
      String field = e.getPath().isEmpty() ? "body" : e.getPath().getLast().getFieldName();
      throw new InvalidInputException(
          String.valueOf(field), "`" + field + "` cannot be understood.");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree cannot be read", e);
    }
  }

  private static void requireTypes(JsonNode body, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String field = SnakeCaseStrategy.INSTANCE.translate(component.getName());
      JsonNode value = body.path(field);
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (optional && (value.isMissingNode() || value.isNull())) {
        continue;
      }
      boolean blank = value.isTextual() && value.textValue().isBlank();
      if ((blank && !optional) || !fits(value, component.getGenericType())) {
        throw new InvalidInputException(
            field, "`" + field + "` must be " + words(raw(component.getGenericType())) + ".");
      }
    }
  }

  private static boolean fits(JsonNode value, Type type) {
    Class<?> raw = raw(type);
    if (Collection.class.isAssignableFrom(raw) && type instanceof ParameterizedType list) {
      Type item = list.getActualTypeArguments()[0];
      return value.isArray() && value.valueStream().allMatch(one -> fits(one, item));
    }
    if (raw.isRecord()) {
      if (value.isObject()) {
        requireTypes(value, raw);
      }
      return value.isObject();
    }
    if (JsonNode.class.isAssignableFrom(raw)) {
      return true;
    }
    return switch (raw.getSimpleName()) {
      case "boolean", "Boolean" -> value.isBoolean();
      case "int", "Integer" -> value.isIntegralNumber() && value.canConvertToInt();
      case "long", "Long" -> value.isIntegralNumber() && value.canConvertToLong();
      case "BigDecimal" -> value.isNumber();
      default -> value.isTextual();
    };
  }

  private static String words(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isRecord()) {
      return "an object";
    }
    if (type == BigDecimal.class) {
      return "a number";
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> "true or false";
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "Instant" -> "a time as in 2030-12-31T23:59:59Z";
      default -> "text";
    };
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("A record cannot have a field of " + type);
    };
  }
}
