package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One choice of an answer: all that a model says in it, field by field.
final class ChoiceScreen {
  private static final int CARRIERS_MAX = 512;
  private static final String CONTENT = "content";
  private static final String TOOLS = "tool_calls";
  private static final String ASSISTANT = "assistant";

  /// Lists that come as a whole, one entry at a time.
  private static final Set<String> LISTS = Set.of("annotations", "citations", "images");

  private static final Set<String> IN_THE_MIDDLE =
      Set.of(
          "role",
          CONTENT,
          TOOLS,
          "function_call",
          "audio",
          "reasoning",
          "reasoning_content",
          "reasoning_details");

  private final RequestScreen call;
  private final String path;
  private final boolean whole;
  private final Map<String, Carrier> carriers = new LinkedHashMap<>();
  private final ThoughtScreen thoughts = new ThoughtScreen(this);

  /// @param path where it is, up to the names of its fields
  /// @param whole whether each text is all there
  ChoiceScreen(RequestScreen call, String path, boolean whole) {
    this.call = call;
    this.path = path;
    this.whole = whole;
  }

  boolean enforces() {
    return call.enforces(Direction.OUTPUT);
  }

  /// Looks at what is said, and leaves of it what may be sent.
  ///
  /// @param said a delta or a message
  /// @param before takes what was held back of what was said before it
  void take(ObjectNode said, ObjectNode before) {
    List<String> speaking = speaking(said);
    if (!speaking.isEmpty() && endsByOthers()) {
      carriers.values().stream()
          .filter(carrier -> isOver(carrier) && !speaking.contains(carrier.group()))
          .forEach(carrier -> carrier.closeInto(before));
    }
    thoughts.take(said, before);
    content(said);
    for (String name : names(said)) {
      if (!IN_THE_MIDDLE.contains(name)) {
        other(said, name);
      }
    }
    audio(said);
    called(said, "function_call");
    calls(said);
    if (!speaking.isEmpty() && endsByOthers()) {
      String last = speaking.getLast();
      carriers.values().stream()
          .filter(carrier -> isOver(carrier) && !last.equals(carrier.group()))
          .forEach(carrier -> carrier.closeInto(said));
    }
  }

  /// All that is held back.
  void finish(ObjectNode rest) {
    carriers.values().forEach(carrier -> carrier.closeInto(rest));
  }

  private boolean endsByOthers() {
    return !whole && !call.holdsWholeAnswers();
  }

  /// Whether others that speak mean that it has ended. Calls of tools end by themselves.
  private static boolean isOver(Carrier carrier) {
    return !carrier.goesToAndFro() && !carrier.group().equals(TOOLS);
  }

  /// Which of them have anything to say, in the order in which formats put them.
  private static List<String> speaking(ObjectNode said) {
    List<String> groups = new ArrayList<>();
    if (ThoughtScreen.speaks(said)) {
      groups.add(ThoughtScreen.GROUP);
    }
    if (!said.path(CONTENT).asText("").isEmpty() || !said.path(CONTENT).isEmpty()) {
      groups.add(CONTENT);
    }
    for (Map.Entry<String, JsonNode> field : said.properties()) {
      if (!IN_THE_MIDDLE.contains(field.getKey()) && !field.getValue().asText("").isEmpty()) {
        groups.add(field.getKey());
      }
    }
    if (!said.path(TOOLS).isEmpty()) {
      groups.add(TOOLS);
    }
    return groups;
  }

  private static List<String> names(ObjectNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private void content(ObjectNode said) {
    JsonNode value = said.path(CONTENT);
    if (value.isTextual()) {
      text(said, CONTENT, content());
    } else if (value.isArray()) {
      for (JsonNode node : value) {
        if (node instanceof ObjectNode part) {
          part(part);
        }
      }
    } else if (value.isObject()) {
      unknown(said, CONTENT);
    }
  }

  private void part(ObjectNode part) {
    for (String name : names(part)) {
      if (name.equals("text")) {
        part.put(name, say(content(), part.path(name).asText("")));
      } else if (!name.equals("type")) {
        unknown(part, name);
      }
    }
  }

  private Carrier content() {
    return carrier(
        CONTENT, CONTENT, Part.text(path + CONTENT, ASSISTANT, ""), ChoiceScreen::addContent, true);
  }

  private static void addContent(ObjectNode said, String text) {
    if (said.path(CONTENT) instanceof ArrayNode parts) {
      parts.addObject().put("type", "text").put("text", text);
    } else {
      said.put(CONTENT, said.path(CONTENT).asText("") + text);
    }
  }

  /// A field of any other name: a text beside the answer, or a list.
  private void other(ObjectNode said, String name) {
    JsonNode value = said.path(name);
    if (value.isTextual()) {
      text(said, name, aside(name));
    } else if (LISTS.contains(name) && value.isArray()) {
      list(said, name);
    } else {
      unknown(said, name);
    }
  }

  private Carrier aside(String name) {
    return carrier(
        name,
        name,
        Part.aside(path + name, ASSISTANT),
        (said, text) -> said.put(name, said.path(name).asText("") + text),
        true);
  }

  private void text(ObjectNode said, String name, Carrier carrier) {
    String text = said.path(name).asText();
    if (text.isEmpty()) {
      return;
    }
    String out = say(carrier, text);
    if (out.isEmpty() && !whole) {
      said.remove(name);
    } else {
      said.put(name, out);
    }
  }

  /// Where text was replaced, places in it mean others.
  private void list(ObjectNode said, String name) {
    Carrier content = carriers.get(CONTENT);
    if (name.equals("annotations") && content != null && content.isChanged()) {
      said.remove(name);
    } else if (name.equals("images")) {
      said.path(name).forEach(this::image);
    } else {
      json(said, name);
    }
  }

  private void image(JsonNode image) {
    String address = image.path("image_url").path("url").asText("");
    FileData.of(address)
        .ifPresent(file -> check(Part.binary(path + "images", ASSISTANT, file.sniffed())));
  }

  /// What no client expects may hold anything, in any number of pieces.
  private void unknown(ObjectNode said, String name) {
    JsonNode value = said.path(name);
    if (!value.isContainerNode() && !value.isTextual()) {
      return;
    }
    if (enforces()) {
      said.remove(name);
    } else {
      check(Part.json(path + name, ASSISTANT, Json.write(value)));
    }
  }

  private void json(ObjectNode said, String name) {
    if (said.path(name).isEmpty()) {
      return;
    }
    String written = Json.write(said.path(name));
    String screened = check(Part.json(path + name, ASSISTANT, written));
    if (!screened.equals(written) && !call.isRefused()) {
      said.set(name, InputScreen.parsed(screened));
    }
  }

  private String check(Part part) {
    RequestScreen.Outcome outcome = call.screen(Direction.OUTPUT, part);
    call.add(outcome.verdict());
    return outcome.text();
  }

  private void audio(ObjectNode said) {
    if (!(said.path("audio") instanceof ObjectNode audio)) {
      return;
    }
    if (enforces()) {
      audio.remove("data"); // no rule can listen to it
    }
    String transcript = audio.path("transcript").asText("");
    if (!transcript.isEmpty()) {
      Carrier carrier =
          carrier(
              "audio.transcript",
              "audio",
              Part.aside(path + "audio.transcript", ASSISTANT),
              (to, text) -> {
                ObjectNode spoken = to.withObject("/audio");
                spoken.put("transcript", spoken.path("transcript").asText("") + text);
              },
              true);
      audio.put("transcript", say(carrier, transcript));
    }
  }

  /// The calls of tools, each with arguments of its own.
  private void calls(ObjectNode said) {
    if (!(said.path(TOOLS) instanceof ArrayNode calls)) {
      return;
    }
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i) instanceof ObjectNode one) {
        int index = one.path("index").asInt(i);
        for (String body : List.of("function", "custom")) {
          call(one, body, index);
        }
      }
    }
    if (!whole) {
      calls.removeIf(one -> !one.has("id") && saysNothing(one));
      if (calls.isEmpty()) {
        said.remove(TOOLS);
      }
    }
  }

  private static boolean saysNothing(JsonNode one) {
    return one.path("function").path("arguments").asText("").isEmpty()
        && one.path("custom").path("input").asText("").isEmpty();
  }

  private void call(ObjectNode one, String body, int index) {
    if (one.path(body) instanceof ObjectNode function) {
      name(function, TOOLS + "[" + index + "]." + body + ".name");
      String field = body.equals("custom") ? "input" : "arguments";
      String at = path + TOOLS + "[" + index + "]." + body + "." + field;
      Carrier carrier =
          carrier(
              TOOLS + index,
              TOOLS,
              body.equals("custom") ? Part.aside(at, ASSISTANT) : Part.json(at, ASSISTANT, ""),
              (said, text) ->
                  said.withArray("/" + TOOLS)
                      .addObject()
                      .put("index", index)
                      .putObject(body)
                      .put(field, text),
              true);
      function.put(field, say(carrier, function.path(field).asText("")));
    }
  }

  /// The older way to call a tool.
  private void called(ObjectNode said, String name) {
    if (said.path(name) instanceof ObjectNode function) {
      name(function, name + ".name");
      Carrier carrier =
          carrier(
              name,
              TOOLS,
              Part.json(path + name + ".arguments", ASSISTANT, ""),
              (to, text) -> to.withObject("/" + name).put("arguments", text),
              true);
      function.put("arguments", say(carrier, function.path("arguments").asText("")));
    }
  }

  /// A name comes as a whole, and nothing else can stand in its place.
  private void name(ObjectNode function, String at) {
    String name = function.path("name").asText("");
    if (!name.isEmpty()) {
      check(new Part(path + at, ASSISTANT, Part.Form.SEALED, name, Optional.empty()));
    }
  }

  Carrier carrier(String key, String group, Part part, Carrier.Place place, boolean restores) {
    if (carriers.size() >= CARRIERS_MAX && !carriers.containsKey(key)) {
      call.add(Verdict.UNAVAILABLE);
    }
    return carriers.computeIfAbsent(key, _ -> new Carrier(call, group, part, place, restores));
  }

  /// @return null if nothing was said there
  @Nullable Carrier known(String key) {
    return carriers.get(key);
  }

  String path() {
    return path;
  }

  String say(Carrier carrier, String text) {
    if (text.isEmpty()) {
      return "";
    }
    String out = carrier.take(text);
    return whole ? out + carrier.close() : out;
  }
}
