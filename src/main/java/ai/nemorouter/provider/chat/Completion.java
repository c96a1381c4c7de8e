package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole answers and chunks of streamed ones in the gateway's own form.
public final class Completion {
  /// The field of an error that says that it is about the answer alone.
  public static final String UNUSABLE = "unusable";

  /// The field of a chunk with what a provider counted of the prompt before it answered: usage of
  /// the prompt alone, which counts only where the answer never comes to its end.
  public static final String PROMPT_USAGE = "prompt_usage";

  private Completion() {}

  /// An answer without choices yet.
  public static ObjectNode whole(JsonNode id) {
    ObjectNode answer = Json.object();
    answer.set("id", id);
    answer.put("object", "chat.completion").put("created", System.currentTimeMillis() / 1000);
    answer.putArray("choices");
    return answer;
  }

  /// Adds a choice to an answer, or what is new of it to a chunk.
  ///
  /// @param part `message` or `delta`
  /// @param finish why it ends; null while it does not
  /// @param nativeFinish the same in the provider's word
  public static ObjectNode addChoice(
      ObjectNode answer,
      int index,
      String part,
      ObjectNode said,
      @Nullable String finish,
      @Nullable String nativeFinish) {
    ObjectNode choice = answer.withArray("choices").addObject().put("index", index);
    choice.set(part, said);
    choice.put("finish_reason", finish);
    if (nativeFinish != null) {
      choice.put("native_finish_reason", nativeFinish);
    }
    return choice;
  }

  /// A piece of the first choice.
  public static ObjectNode chunk(ObjectNode delta) {
    ObjectNode chunk = Json.object();
    addChoice(chunk, 0, "delta", delta, null, null);
    return chunk;
  }

  /// Usage alone.
  public static ObjectNode usageChunk(ObjectNode usage) {
    ObjectNode chunk = Json.object();
    chunk.putArray("choices");
    chunk.set("usage", usage);
    return chunk;
  }

  /// A whole answer as the chunks that say the same.
  ///
  /// @param answer with choices, or with an error
  public static List<ObjectNode> chunks(ObjectNode answer) {
    if (answer.has("error")) {
      return List.of(answer);
    }
    ObjectNode said = answer.deepCopy();
    ObjectNode ended = Json.object();
    ended.set("id", answer.path("id"));
    ended.set("usage", said.remove("usage"));
    ArrayNode ends = ended.putArray("choices");
    for (JsonNode choice : said.path("choices")) {
      ObjectNode piece = (ObjectNode) choice;
      piece.set("delta", piece.remove("message"));
      ObjectNode end = ends.addObject();
      end.set("index", piece.path("index"));
      end.putObject("delta");
      for (String field : List.of("finish_reason", "native_finish_reason")) {
        if (piece.has(field)) {
          end.set(field, piece.remove(field));
        }
      }
    }
    return List.of(said, ended);
  }

  /// The provider failed inside an answer.
  ///
  /// @param code the status it would have answered with
  public static ObjectNode failed(int code, String type, String message) {
    ObjectNode answer = Json.object();
    answer.putObject("error").put("code", code).put("type", type).put("message", message);
    return answer;
  }

  /// The model answered, but the answer is of no use: the provider itself is well.
  public static ObjectNode unusable(String type, String message) {
    ObjectNode answer = failed(502, type, message);
    ((ObjectNode) answer.path("error")).put(UNUSABLE, true);
    return answer;
  }

  /// What is new of a tool call; the first piece has its name.
  public static ObjectNode toolCallDelta(
      int index, @Nullable String id, @Nullable String name, String arguments) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
    ObjectNode function = Json.object();
    if (id != null && name != null) {
      call.put("id", id).put("type", "function");
      function.put("name", name);
    }
    call.set("function", function.put("arguments", arguments));
    return delta;
  }

  /// What is new of the thoughts.
  public static ObjectNode reasoningDelta(String text, ObjectNode detail) {
    ObjectNode delta = Json.object();
    if (!text.isEmpty()) {
      delta.put("reasoning", text);
    }
    delta.putArray("reasoning_details").add(detail);
    return delta;
  }
}
