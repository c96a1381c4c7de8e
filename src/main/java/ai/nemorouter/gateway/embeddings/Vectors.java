package ai.nemorouter.gateway.embeddings;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Vectors as clients read them, whichever way the provider wrote them.
final class Vectors {
  private static final int BYTES_PER_NUMBER = Float.BYTES;

  private Vectors() {}

  /// @param data the provider's list of embeddings
  /// @return the list in the order of the inputs; null if it is none
  static @Nullable ArrayNode encoded(JsonNode data, boolean base64) {
    if (!data.isArray()) {
      return null;
    }
    List<ObjectNode> entries = new ArrayList<>();
    for (JsonNode entry : data) {
      JsonNode vector = encodedVector(entry.path("embedding"), base64);
      if (vector == null) {
        return null;
      }
      ObjectNode encoded = ((ObjectNode) entry).deepCopy();
      int index = entry.path("index").asInt(entries.size());
      encoded.put("object", "embedding").put("index", index).set("embedding", vector);
      entries.add(encoded);
    }
    entries.sort(Comparator.comparingInt(entry -> entry.path("index").asInt()));
    return Json.object().putArray("data").addAll(entries);
  }

  private static @Nullable JsonNode encodedVector(JsonNode vector, boolean base64) {
    if (vector.isTextual()) {
      return base64 ? vector : numbers(vector.asText());
    }
    if (!vector.isArray()) {
      return null;
    }
    return base64 ? bytes(vector) : vector;
  }

  private static @Nullable JsonNode bytes(JsonNode numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.size() * BYTES_PER_NUMBER).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode number : numbers) {
      if (!number.isNumber()) {
        return null;
      }
      bytes.putFloat(number.floatValue());
    }
    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes.array()));
  }

  private static @Nullable JsonNode numbers(String base64) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (bytes.remaining() % BYTES_PER_NUMBER != 0) {
      return null;
    }
    ArrayNode numbers = Json.object().putArray("embedding");
    while (bytes.hasRemaining()) {
      float number = bytes.getFloat();
      if (!Float.isFinite(number)) {
        return null;
      }
      // The fewest digits that are this very number.
      numbers.add(new BigDecimal(Float.toString(number)));
    }
    return numbers;
  }
}
