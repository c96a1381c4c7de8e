package ai.nemorouter.guardrail.sample;

import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The texts of one request, or of its answer, as rules read them, up to a bound. Not for several
/// threads.
public final class SampleParts {
  /// What is kept of one request, in UTF-16 units.
  public static final int CHARACTERS_MAX = 50_000;

  private static final int PARTS_MAX = 500;

  /// A file in a request is read only up to this length, because decoding it takes time.
  private static final int FILE_MAX = 400_000;

  private final List<Part> parts = new ArrayList<>();
  private int characters;
  private boolean cut;

  /// Takes a part, or as much of it as fits. Files that are not text have nothing to keep.
  public void add(Part part) {
    if (part.form() == Part.Form.BINARY || part.text().isEmpty()) {
      return;
    }
    int room = parts.size() < PARTS_MAX ? CHARACTERS_MAX - characters : 0;
    String text = part.text().length() <= room ? part.text() : start(part.text(), room);
    cut |= text.length() < part.text().length();
    if (!text.isEmpty()) {
      parts.add(new Part(part.path(), part.role(), part.form(), text, part.mediaType()));
      characters += text.length();
    }
  }

  private static String start(String text, int length) {
    boolean halved = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }

  /// There was more than could be read.
  public void cut() {
    cut = true;
  }

  /// Whether a file of that length is worth decoding.
  public boolean takesFile(int length) {
    return length <= FILE_MAX && characters < CHARACTERS_MAX;
  }

  public boolean isEmpty() {
    return parts.isEmpty();
  }

  int characters() {
    return characters;
  }

  /// Whether there was more than is kept.
  boolean isCut() {
    return cut;
  }

  /// As it is sealed.
  String write() {
    ArrayNode list = Json.object().putArray("parts");
    for (Part part : parts) {
      list.addObject()
          .put("path", part.path())
          .put("role", part.role())
          .put("form", part.form().name())
          .put("text", part.text())
          .put("media_type", part.mediaType().orElse(null));
    }
    return "{\"parts\":" + Json.write(list) + "}";
  }

  static List<Part> read(String json) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : Json.parseObject(json.getBytes(StandardCharsets.UTF_8)).path("parts")) {
      parts.add(
          new Part(
              part.path("path").asText(),
              part.path("role").asText(),
              Part.Form.valueOf(part.path("form").asText()),
              part.path("text").asText(),
              Optional.ofNullable(part.path("media_type").textValue())));
    }
    return List.copyOf(parts);
  }
}
