package ai.nemorouter.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// `NaN` and `Infinity`, which some servers write where JSON has no number: they are read as null,
/// because nothing may write them again.
final class NotNumbers {
  private static final List<byte[]> NAMES =
      List.of(
          "NaN".getBytes(StandardCharsets.US_ASCII),
          "Infinity".getBytes(StandardCharsets.US_ASCII));

  private NotNumbers() {}

  /// @param node is changed
  /// @param text what it was read from
  static JsonNode asNulls(JsonNode node, byte[] text) {
    for (byte[] name : NAMES) {
      if (contains(text, name)) {
        return asNulls(node);
      }
    }
    return node;
  }

  private static JsonNode asNulls(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          field.setValue(asNulls(field.getValue()));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, asNulls(array.get(i)));
        }
      }
      default -> {
        if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
          return NullNode.getInstance();
        }
      }
    }
    return node;
  }

  private static boolean contains(byte[] text, byte[] name) {
    for (int i = 0; i <= text.length - name.length; i++) {
      int matched = 0;
      while (matched < name.length && text[i + matched] == name[matched]) {
        matched++;
      }
      if (matched == name.length) {
        return true;
      }
    }
    return false;
  }
}
