package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The answer of one provider on its way to the client: chat completions in the gateway's own form,
/// before any format of clients is made of them. What the formats repeat at the end of a stream is
/// therefore what was let through.
public final class AnswerScreen {
  private static final int CHOICES_MAX = 256;

  /// What is known of an answer besides its choices.
  private static final Set<String> HEAD =
      Set.of(
          "id",
          "object",
          "created",
          "model",
          "provider",
          "system_fingerprint",
          "service_tier",
          "usage",
          "choices");

  private static final Set<String> CHOICE =
      Set.of("index", "message", "finish_reason", "native_finish_reason", "logprobs");

  private final RequestScreen call;
  private final Map<Integer, ChoiceScreen> choices = new LinkedHashMap<>();

  AnswerScreen(RequestScreen call) {
    this.call = call;
  }

  public boolean isRefused() {
    return call.isRefused();
  }

  /// Takes a chunk of a stream.
  ///
  /// @return the chunks to send on, in this order; empty while all is held back
  public List<ObjectNode> take(ObjectNode chunk) {
    Stages stages = new Stages(chunk);
    for (JsonNode node : chunk.path("choices")) {
      if (node instanceof ObjectNode choice && choice.path("delta") instanceof ObjectNode delta) {
        piece(choice, delta, stages);
      }
    }
    return isRefused() ? List.of() : stages.chunks();
  }

  private void piece(ObjectNode choice, ObjectNode delta, Stages stages) {
    int index = choice.path("index").asInt();
    ChoiceScreen screen = choice(index, false);
    boolean empty = delta.isEmpty();
    ObjectNode before = Json.object();
    screen.take(delta, before);
    stages.add(Stage.BEFORE, index, before);
    boolean muted = !empty && delta.isEmpty();
    if (screen.enforces()) {
      choice.remove("logprobs");
    }
    if (!choice.path("finish_reason").isTextual()) {
      if (!muted || choice.has("logprobs")) {
        stages.add(Stage.PIECE, choice);
      }
      return;
    }
    ObjectNode rest = Json.object();
    screen.finish(rest);
    call.askOutside(Direction.OUTPUT);
    if (!rest.isEmpty()) {
      stages.add(Stage.PIECE, index, delta.deepCopy());
      stages.add(Stage.REST, index, rest);
      delta.removeAll();
    }
    stages.add(Stage.END, choice);
  }

  /// The stream is over: what came behind a finish reason.
  ///
  /// @param head a chunk that says whose stream it is, and nothing else
  public List<ObjectNode> rest(ObjectNode head) {
    Stages stages = new Stages(head);
    choices.forEach((index, screen) -> {
      ObjectNode rest = Json.object();
      screen.finish(rest);
      stages.add(Stage.REST, index, rest);
    });
    call.askOutside(Direction.OUTPUT);
    return isRefused() ? List.of() : stages.chunks();
  }

  /// Looks at an answer that came in one piece, and rewrites it.
  public void whole(ObjectNode answer) {
    answer.properties().removeIf(field -> isUnknown(field, HEAD));
    for (JsonNode node : answer.path("choices")) {
      if (!(node instanceof ObjectNode choice)) {
        continue;
      }
      choice.properties().removeIf(field -> isUnknown(field, CHOICE));
      if (choice.path("message") instanceof ObjectNode said) {
        ChoiceScreen screen = choice(choice.path("index").asInt(choices.size()), true);
        screen.take(said, Json.object());
        if (!said.has("content")) {
          said.putNull("content");
        }
        if (choice.has("logprobs") && screen.enforces()) {
          choice.putNull("logprobs"); // they repeat the text, and what else it might have been
        }
      } else {
        choice.putNull("message");
      }
    }
    call.askOutside(Direction.OUTPUT);
  }

  /// What no client expects may hold anything, in any number of pieces.
  private boolean isUnknown(Map.Entry<String, JsonNode> field, Set<String> known) {
    return !known.contains(field.getKey()) && call.enforces(Direction.OUTPUT);
  }

  private ChoiceScreen choice(int index, boolean whole) {
    if (choices.size() >= CHOICES_MAX) {
      call.add(Verdict.UNAVAILABLE);
    }
    return choices.computeIfAbsent(
        index, _ -> new ChoiceScreen(call, "choices[" + index + "].message.", whole));
  }

  private enum Stage {
    /// What was held back of what was said before.
    BEFORE,
    PIECE,
    /// What was held back until the end.
    REST,
    END
  }

  /// What becomes of a chunk: the pieces of its choices, one chunk for each stage.
  private static final class Stages {
    private final ObjectNode chunk;
    private final Map<Stage, ArrayNode> choices = new LinkedHashMap<>();

    Stages(ObjectNode chunk) {
      this.chunk = chunk;
    }

    void add(Stage stage, int index, ObjectNode delta) {
      if (!delta.isEmpty()) {
        ObjectNode piece = Json.object().put("index", index);
        piece.set("delta", delta);
        add(stage, piece.putNull("finish_reason"));
      }
    }

    void add(Stage stage, ObjectNode choice) {
      choices.computeIfAbsent(stage, _ -> Json.object().putArray("choices")).add(choice);
    }

    List<ObjectNode> chunks() {
      List<ObjectNode> chunks = new ArrayList<>();
      for (Stage stage : Stage.values()) {
        ArrayNode pieces = choices.get(stage);
        if (pieces != null) {
          ObjectNode part = Json.object();
          chunk.properties().forEach(field -> part.set(field.getKey(), field.getValue()));
          part.set("choices", pieces);
          chunks.add(part);
        }
      }
      return chunks;
    }
  }
}
