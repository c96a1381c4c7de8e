package ai.nemorouter.provider.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the value of a field may be to be passed on.
@FunctionalInterface
public interface Shape {
  /// Whatever it is, as a JSON schema: no server reads parameters in it.
  Shape ANY = (value, _, _) -> value;

  /// An object, whatever is in it.
  Shape OBJECT = (value, at, dropped) -> value.isObject() ? value : dropped.all(at);

  /// A text, a number, true or false.
  Shape SCALAR = (value, at, dropped) -> value.isValueNode() ? value : dropped.all(at);

  /// One of those, or an array of them.
  Shape SCALARS = scalars();

  /// @param at the name of the field, with the fields around it
  /// @return the part of the value that is passed on; null for nothing
  @Nullable JsonNode kept(JsonNode value, String at, Dropped dropped);

  /// An array; elements that do not fit are dropped.
  static Shape listOf(Shape element) {
    return (value, at, dropped) -> {
      if (!value.isArray()) {
        return dropped.all(at);
      }
      ArrayNode list = ((ArrayNode) value).arrayNode(value.size());
      for (JsonNode one : value) {
        JsonNode kept = element.kept(one, at + "[]", dropped);
        if (kept != null) {
          list.add(kept);
        }
      }
      return list;
    };
  }

  /// A scalar, or something more.
  static Shape scalarOr(Shape shape) {
    return (value, at, dropped) -> value.isValueNode() ? value : shape.kept(value, at, dropped);
  }

  /// Exactly one of these texts.
  static Shape oneOf(String... words) {
    Set<String> known = Set.of(words);
    return (value, at, dropped) ->
        value.isTextual() && known.contains(value.asText()) ? value : dropped.all(at);
  }

  /// Exactly this truth value.
  static Shape only(boolean truth) {
    return (value, at, dropped) ->
        value.isBoolean() && value.asBoolean() == truth ? value : dropped.all(at);
  }

  /// Scalars under names that the client chooses.
  ///
  /// @param names what such a name must match
  static Shape mapOf(Pattern names) {
    return (value, at, dropped) -> {
      if (!(value instanceof ObjectNode object)) {
        return dropped.all(at);
      }
      ObjectNode map = object.objectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (names.matcher(entry.getKey()).matches() && entry.getValue().isValueNode()) {
          map.set(entry.getKey(), entry.getValue());
        } else {
          dropped.add(at + "." + entry.getKey());
        }
      }
      return map;
    };
  }

  private static Shape scalars() {
    return (value, at, dropped) -> {
      boolean plain = value.isArray() || value.isValueNode();
      for (JsonNode one : value) {
        plain &= one.isValueNode();
      }
      return plain ? value : dropped.all(at);
    };
  }
}
