package ai.nemorouter.gateway.grammar;

import ai.nemorouter.gateway.grammar.Read.Format;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A client that asks, keeps what it is answered as its SDK would, and asks again with the results
/// of its tools.
public final class ClientTurns {
  private static final String PARAMETERS =
      "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}";

  private final Format format;
  private final boolean streamed;
  private final ObjectNode request = Json.object();

  /// @param format one that has turns
  public ClientTurns(Format format, String model, boolean streamed) {
    this.format = format;
    this.streamed = streamed;
    request.put("model", model).put("stream", streamed);
    ArrayNode tools = request.putArray("tools");
    for (String name : List.of("look", "find")) {
      tools.add(tool(name));
    }
    if (format == Format.MESSAGES) {
      request.put("max_tokens", 3_000);
      request.putObject("thinking").put("type", "enabled").put("budget_tokens", 1_024);
    } else {
      request.putObject("reasoning").put("effort", "low");
    }
    turns().addObject().put("role", "user").put("content", "Where is it warm?");
  }

  public String path() {
    return switch (format) {
      case MESSAGES -> "/v1/messages";
      case RESPONSES -> "/v1/responses";
      default -> "/v1/chat/completions";
    };
  }

  /// The next request.
  public String request() {
    return Json.write(request);
  }

  private ArrayNode turns() {
    return request.withArray(format == Format.RESPONSES ? "/input" : "/messages");
  }

  private ObjectNode tool(String name) {
    ObjectNode parameters = DialectJson.object(PARAMETERS);
    ObjectNode tool = Json.object();
    if (format == Format.MESSAGES) {
      tool.put("name", name).set("input_schema", parameters);
      return tool;
    }
    ObjectNode function = format == Format.CHAT ? tool.putObject("function") : tool;
    function.put("name", name).set("parameters", parameters);
    return tool.put("type", "function");
  }

  /// Asks another model from now on.
  public void ask(String model) {
    request.put("model", model);
  }

  /// Keeps an answer.
  public void keep(String answer) {
    switch (format) {
      case MESSAGES -> {
        ObjectNode turn = turns().addObject().put("role", "assistant");
        turn.set("content", streamed ? blocks(answer) : DialectJson.object(answer).path("content"));
      }
      case RESPONSES -> {
        JsonNode response =
            streamed ? Read.typed(answer).getLast().path("response") : DialectJson.object(answer);
        response.path("output").forEach(turns()::add);
      }
      default ->
          turns()
              .add(
                  streamed
                      ? message(answer)
                      : DialectJson.object(answer).path("choices").path(0).path("message"));
    }
  }

  /// Says what its tools found, by the names of their calls.
  public void tell(Map<String, String> results) {
    ObjectNode user = Json.object().put("role", "user");
    results.forEach((id, result) -> {
      switch (format) {
        case MESSAGES ->
            user.withArray("/content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", id)
                .put("content", result);
        case RESPONSES ->
            turns()
                .addObject()
                .put("type", "function_call_output")
                .put("call_id", id)
                .put("output", result);
        default ->
            turns().addObject().put("role", "tool").put("tool_call_id", id).put("content", result);
      }
    });
    if (user.has("content")) {
      turns().add(user);
    }
  }

  /// Says something.
  public void say(String text) {
    turns().addObject().put("role", "user").put("content", text);
  }

  /// The message that the deltas of a stream make, as clients of OpenRouter's put it together.
  private static ObjectNode message(String stream) {
    ObjectNode message = Json.object().put("role", "assistant").putNull("content");
    List<ObjectNode> calls = new ArrayList<>();
    for (String frame : stream.split("\n\n", -1)) {
      if (!frame.startsWith("data: {")) {
        continue;
      }
      JsonNode delta = DialectJson.object(frame.substring(6)).path("choices").path(0).path("delta");
      for (String field : List.of("content", "reasoning", "refusal")) {
        String more = delta.path(field).asText("");
        if (!more.isEmpty()) {
          message.put(field, message.path(field).asText("") + more);
        }
      }
      delta.path("reasoning_details").forEach(message.withArray("/reasoning_details")::add);
      delta.path("tool_calls").forEach(piece -> add((ObjectNode) piece, calls));
    }
    if (!calls.isEmpty()) {
      message.putArray("tool_calls").addAll(calls);
    }
    return message;
  }

  private static void add(ObjectNode piece, List<ObjectNode> calls) {
    int index = piece.path("index").asInt();
    if (index == calls.size()) {
      calls.add(piece.deepCopy());
      return;
    }
    ObjectNode function = (ObjectNode) calls.get(index).path("function");
    function.put(
        "arguments",
        function.path("arguments").asText() + piece.path("function").path("arguments").asText());
  }

  private static ArrayNode blocks(String stream) {
    ArrayNode blocks = Json.object().putArray("content");
    StringBuilder json = new StringBuilder();
    for (ObjectNode event : Read.typed(stream)) {
      switch (event.path("type").asText()) {
        case "content_block_start" -> blocks.add(event.path("content_block"));
        case "content_block_delta" -> {
          ObjectNode block = (ObjectNode) blocks.path(blocks.size() - 1);
          JsonNode delta = event.path("delta");
          json.append(delta.path("partial_json").asText(""));
          for (String field : List.of("text", "thinking", "signature")) {
            if (delta.has(field)) {
              block.put(field, block.path(field).asText("") + delta.path(field).asText());
            }
          }
        }
        case "content_block_stop" -> {
          if (!json.isEmpty()) {
            ObjectNode block = (ObjectNode) blocks.path(blocks.size() - 1);
            block.set("input", DialectJson.object(json.toString()));
            json.setLength(0);
          }
        }
        default -> {}
      }
    }
    return blocks;
  }
}
