package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Puts the chunks of a streamed chat together into the whole answer.
public final class AssembledAnswer {
  private static final Set<String> TEXTS =
      Set.of(
          "content",
          "reasoning",
          "reasoning_content",
          "refusal",
          "arguments",
          "input",
          "text",
          "summary",
          "transcript");

  private final Map<Integer, ObjectNode> choices = new TreeMap<>();
  private final ObjectNode head = Json.object();

  /// @param chunk as a client would get it
  public void take(ObjectNode chunk) {
    for (String field : Set.of("system_fingerprint", "service_tier")) {
      if (chunk.hasNonNull(field)) {
        head.set(field, chunk.path(field));
      }
    }
    for (JsonNode piece : chunk.path("choices")) {
      int index = piece.path("index").asInt();
      ObjectNode choice = choices.computeIfAbsent(index, AssembledAnswer::begun);
      merge((ObjectNode) piece.path("delta"), (ObjectNode) choice.path("message"));
      for (String field : Set.of("finish_reason", "native_finish_reason")) {
        if (piece.hasNonNull(field)) {
          choice.set(field, piece.path(field));
        }
      }
      if (piece.path("logprobs") instanceof ObjectNode logprobs) {
        merge(logprobs, choice.withObject("/logprobs"));
      }
    }
  }

  private static ObjectNode begun(int index) {
    ObjectNode choice = Json.object().put("index", index);
    choice.putObject("message").put("role", "assistant").putNull("content");
    return choice.putNull("finish_reason");
  }

  private static void merge(ObjectNode piece, ObjectNode whole) {
    for (Map.Entry<String, JsonNode> field : piece.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isTextual() && TEXTS.contains(name)) {
        whole.put(name, whole.path(name).asText("") + value.asText());
      } else if (value instanceof ArrayNode list) {
        append(list, whole.withArray("/" + name));
      } else if (value instanceof ObjectNode object && whole.path(name).isObject()) {
        merge(object, (ObjectNode) whole.path(name));
      } else {
        whole.set(name, value);
      }
    }
  }

  /// Pieces of the same index belong together.
  private static void append(ArrayNode pieces, ArrayNode list) {
    for (JsonNode piece : pieces) {
      ObjectNode known = null;
      for (JsonNode element : list) {
        if (piece.has("index")
            && piece.path("index").equals(element.path("index"))
            && (!piece.has("type") || piece.path("type").equals(element.path("type")))) {
          known = (ObjectNode) element;
        }
      }
      if (known == null) {
        list.add(piece.deepCopy());
      } else {
        merge((ObjectNode) piece, known);
      }
    }
  }

  public ObjectNode answer(JsonNode usage) {
    ObjectNode answer = Completion.whole(head.path("id"));
    answer.setAll(head);
    ArrayNode all = answer.withArray("choices");
    for (ObjectNode choice : choices.values()) {
      choice
          .path("message")
          .path("tool_calls")
          .forEach(call -> ((ObjectNode) call).remove("index"));
      all.add(choice);
    }
    answer.set("usage", usage);
    return answer;
  }
}
