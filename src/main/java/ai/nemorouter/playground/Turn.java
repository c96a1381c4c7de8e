package ai.nemorouter.playground;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a person asked and what each of the models answered. The page keeps the turns of a
/// conversation and sends them along; nothing else does.
///
/// @param answers by column; empty for a model that did not answer
public record Turn(String user, List<String> answers) {
  static final int COLUMNS = 2;
  private static final int TURNS_MAX = 100;

  public Turn {
    answers = List.copyOf(answers);
  }

  public String answer(int column) {
    return column < answers.size() ? answers.get(column) : "";
  }

  /// What the page sent. A text that is no conversation counts as none.
  static List<Turn> read(String json) {
    if (json.isBlank()) {
      return List.of();
    }
    try {
      List<Turn> turns = new ArrayList<>();
      for (JsonNode turn : Json.parseObject(json.getBytes(StandardCharsets.UTF_8)).path("turns")) {
        List<String> answers = new ArrayList<>();
        turn.path("answers").forEach(answer -> answers.add(answer.asText("")));
        turns.add(new Turn(turn.path("user").asText(""), answers));
      }
      return List.copyOf(turns.subList(Math.max(0, turns.size() - TURNS_MAX), turns.size()));
    } catch (ApiException e) {
      return List.of();
    }
  }

  static String write(List<Turn> turns) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("turns");
    for (Turn turn : turns) {
      ArrayNode answers = all.addObject().put("user", turn.user()).putArray("answers");
      turn.answers().forEach(answers::add);
    }
    return Json.write(json);
  }
}
