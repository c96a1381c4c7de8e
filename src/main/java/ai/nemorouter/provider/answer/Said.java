package ai.nemorouter.provider.answer;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What one event of a provider's stream says.
sealed interface Said {
  /// Ends a stream, in whatever letter case.
  String DONE = "[DONE]";

  /// Something of the answer, in the provider's words.
  record Piece(ObjectNode object) implements Said {}

  /// The stream is over.
  record Done() implements Said {}

  /// It looks like something of the answer and cannot be read.
  record Garbled() implements Said {}

  /// Reads an event. Signs of life (`ping`, `[]`, `null`, comments in the data, nothing at all) say
  /// nothing.
  static List<Said> of(ServerSentEvents.Event event) {
    String text = event.data().strip();
    if (text.regionMatches(true, 0, DONE, 0, DONE.length())) {
      return List.of(new Done());
    }
    boolean failure = event.type().equals("error");
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return failure && !text.isEmpty()
          ? List.of(new Piece(Json.object().put("error", text)))
          : List.of();
    }
    try {
      return pieces(Json.parseAnswers(text.getBytes(StandardCharsets.UTF_8)), failure);
    } catch (ApiException e) {
      if (text.startsWith("[") && !text.contains("{")) {
        return List.of();
      }
      return text.contains("\n") ? ofLines(text, event.type()) : List.of(new Garbled());
    }
  }

  /// Some servers leave out the empty lines between events.
  private static List<Said> ofLines(String text, String type) {
    List<Said> said = new ArrayList<>();
    text.lines().forEach(line -> said.addAll(of(new ServerSentEvents.Event(type, line))));
    return said;
  }

  /// @param failure whether the event says that something went wrong
  private static List<Said> pieces(List<JsonNode> values, boolean failure) {
    List<Said> said = new ArrayList<>();
    for (JsonNode value : values) {
      if (value instanceof ObjectNode object) {
        boolean bare = failure && !object.has("error");
        said.add(new Piece(bare ? Json.object().set("error", object) : object));
      } else if (value.isArray()) {
        value.forEach(element -> said.addAll(pieces(List.of(element), failure)));
      }
    }
    return said;
  }
}
