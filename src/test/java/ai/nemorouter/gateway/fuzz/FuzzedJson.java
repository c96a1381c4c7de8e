package ai.nemorouter.gateway.fuzz;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Bodies that were valid JSON until something happened to them.
final class FuzzedJson {
  /// As they stand in JSON text.
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\" \"",
          "0",
          "-1",
          "1.5",
          "1e400",
          "1e99999",
          "-1e-99999",
          "9223372036854775808",
          "99999999999999999999999999999999",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[{}]",
          "{\"\":\"\"}",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u202eevil\"",
          "\"\\r\\nx: y\"",
          "\"../../etc/passwd\"",
          "\"'; drop table keys; --\"",
          "\"<script>alert(1)</script>\"",
          "\"{inject:shell.path}\"",
          "\"2026-02-30\"",
          "\"9999999-12-31T23:59:60Z\"",
          "\"00000000-0000-0000-0000-000000000000\"",
          "\"http://127.0.0.1/\"",
          "\"%00\"",
          "\"=1+1\"",
          "\"\u00e9\u0301\ud83d\ude00\"");

  private static final String DEEP = "[".repeat(1_200) + "]".repeat(1_200);
  private static final String WIDE = "[" + "{},".repeat(20_000) + "{}]";
  private static final String LONG = "\"" + "x".repeat(70_000) + "\"";

  private final Random random;

  FuzzedJson(Random random) {
    this.random = random;
  }

  /// @param sample a valid document
  byte[] of(String sample) {
    String text = sample;
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      text = changed(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(5) == 0 ? damaged(bytes) : bytes;
  }

  /// One value of the document is another one, is gone, or stands twice.
  private String changed(String text) {
    String value = value();
    JsonNode document;
    try {
      document = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException _) {
      // An earlier change is more than our own reader takes.
      return text;
    }
    List<Runnable> places = new ArrayList<>();
    String mark = "mark-" + random.nextInt(Integer.MAX_VALUE);
    collect(document, places, mark);
    if (places.isEmpty()) {
      return value;
    }
    places.get(random.nextInt(places.size())).run();
    String marked = document.toString();
    return marked.replace("\"" + mark + "\"", value);
  }

  private static void collect(JsonNode node, List<Runnable> places, String mark) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            places.add(() -> object.put(field.getKey(), mark));
            places.add(() -> object.remove(field.getKey()));
            collect(field.getValue(), places, mark);
          });
      places.add(() -> object.put("x-" + mark, mark));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        places.add(() -> array.set(index, mark));
        collect(array.get(i), places, mark);
      }
      places.add(() -> array.add(mark));
    }
  }

  private String value() {
    return switch (random.nextInt(40)) {
      case 0 -> DEEP;
      case 1 -> WIDE;
      case 2 -> LONG;
      default -> VALUES.get(random.nextInt(VALUES.size()));
    };
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    int at = random.nextInt(bytes.length);
    damaged.write(bytes, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> {
        // The rest is missing.
        return damaged.toByteArray();
      }
      case 1 -> damaged.write(random.nextInt(256));
      case 2 -> damaged.writeBytes(new byte[] {(byte) 0xC0, (byte) 0x80});
      case 3 -> damaged.writeBytes(",{\"model\":\"x\"}".getBytes(StandardCharsets.UTF_8));
      default -> damaged.write(0);
    }
    damaged.write(bytes, at, bytes.length - at);
    return damaged.toByteArray();
  }
}
