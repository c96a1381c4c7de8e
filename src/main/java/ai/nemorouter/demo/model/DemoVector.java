package ai.nemorouter.demo.model;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/// A vector of which words a text has, of length one: texts with the same words are near to each
/// other.
final class DemoVector {
  static final int DIMENSIONS = 256;
  private static final int DIMENSIONS_MOST = 4_096;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("\\P{L}+");

  private final float[] values;

  private DemoVector(float[] values) {
    this.values = values;
  }

  static DemoVector of(String text, int wanted) {
    float[] values = new float[Math.clamp(wanted, 1, DIMENSIONS_MOST)];
    values[0] = 1;
    BETWEEN_WORDS
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .forEach(word -> values[Math.floorMod(word.hashCode(), values.length)]++);
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= (float) Math.sqrt(squares);
    }
    return new DemoVector(values);
  }

  ArrayNode numbers() {
    ArrayNode numbers = Json.object().putArray("embedding");
    for (float value : values) {
      numbers.add(value);
    }
    return numbers;
  }

  String base64() {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
