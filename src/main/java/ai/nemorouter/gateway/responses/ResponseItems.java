package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import ai.nemorouter.gateway.chat.OpaqueDetail;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.TextTool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The input of a request: items one after the other, where a chat has turns. What the model
/// thought, said and called before somebody else speaks is one turn.
final class ResponseItems {
  private static final String CALL = "_call";
  private static final String OUTPUT = "_output";

  /// Items that tell of what other servers did or keep: no provider here can read them.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "web_search_call",
          "file_search_call",
          "code_interpreter_call",
          "image_generation_call",
          "mcp_list_tools",
          "mcp_approval_request",
          "mcp_approval_response",
          "compaction",
          "compaction_summary",
          "context_compaction",
          "ghost_snapshot");

  private final ArrayNode messages;
  private final ResponseTools tools;
  private @Nullable ObjectNode turn;

  private ResponseItems(ArrayNode messages, ResponseTools tools) {
    this.messages = messages;
    this.tools = tools;
  }

  static void add(JsonNode input, ArrayNode messages, ResponseTools tools) {
    if (input.isTextual()) {
      messages.addObject().put("role", "user").set("content", input);
      return;
    }
    if (!input.isArray() || input.isEmpty()) {
      throw invalid("input", "\"input\" must be a text or an array with at least one item.");
    }
    ResponseItems items = new ResponseItems(messages, tools);
    for (int i = 0; i < input.size(); i++) {
      items.item(input.path(i), "input[" + i + "]");
    }
  }

  private void item(JsonNode item, String at) {
    String type = item.path("type").asText("message");
    switch (type) {
      case "message" -> message(item, at);
      case "function_call" ->
          call(item, at, tools.nameOf(item, at + "."), text(item, "arguments", at + "."));
      case "custom_tool_call" ->
          call(
              item,
              at,
              tools.nameOf(item, at + "."),
              TextTool.arguments(text(item, "input", at + ".")));
      case "function_call_output", "custom_tool_call_output" ->
          output(item, at, content(item.path("output"), at + ".output"));
      case "reasoning" -> thought(item, at);
      case "mcp_call" -> callOfServer(item, at);
      case "additional_tools" -> tools.add(item.path("tools"), at + ".tools");
      case "item_reference" ->
          throw unsupported(
              at,
              "\""
                  + at
                  + "\" refers to an item, but none are kept here. Send it whole: set \"store\" to"
                  + " false in the client.");
      default -> other(type, item, at);
    }
  }

  /// Calls and results of tools that have items of their own (`local_shell_call`,
  /// `tool_search_output`, …) differ in where the arguments and the result stand.
  private void other(String type, JsonNode item, String at) {
    if (LEFT_OUT.contains(type)) {
      tools.leaveOut("input[]" + type);
    } else if (type.endsWith(CALL) && hasCallId(item)) {
      JsonNode arguments = first(item, "arguments", "action", "operation");
      call(
          item,
          at,
          type.substring(0, type.length() - CALL.length()),
          arguments.isTextual() ? arguments.asText() : written(arguments));
    } else if (type.endsWith(OUTPUT) && hasCallId(item)) {
      tools.add(item.path("tools"), at + ".tools");
      JsonNode result = first(item, "output", "tools");
      output(
          item,
          at,
          result.isTextual() ? result : JsonNodeFactory.instance.textNode(written(result)));
    } else {
      throw unsupported(
          at + ".type",
          "Items of the type `"
              + type
              + "` are not served here, at \""
              + at
              + "\". Switch off in the client what makes them, or leave them out.");
    }
  }

  private static boolean hasCallId(JsonNode item) {
    return item.path("call_id").isTextual() || item.path("id").isTextual();
  }

  private static JsonNode first(JsonNode item, String... names) {
    for (String name : names) {
      if (!isAbsent(item.path(name))) {
        return item.path(name);
      }
    }
    return Json.object();
  }

  private static String written(JsonNode node) {
    return Json.write(node);
  }

  /// What another server has called for the model: a call and its result.
  private void callOfServer(JsonNode item, String at) {
    call(item, at, text(item, "name", at + "."), text(item, "arguments", at + "."));
    JsonNode result = first(item, "output", "error");
    output(
        item, at, result.isTextual() ? result : JsonNodeFactory.instance.textNode(written(result)));
  }

  private void message(JsonNode item, String at) {
    String role = text(item, "role", at + ".");
    if (!role.equals("assistant")) {
      turn = null;
      messages
          .addObject()
          .put("role", role)
          .set("content", content(item.path("content"), at + ".content"));
      return;
    }
    if (turn != null
        && (turn.hasNonNull("content") || turn.has("refusal") || turn.has("tool_calls"))) {
      turn = null;
    }
    said(item.path("content"), at + ".content", turn());
  }

  /// What the assistant said: texts, and refusals, which a chat has beside the text.
  private static void said(JsonNode content, String at, ObjectNode message) {
    if (content.isTextual()) {
      message.set("content", content);
      return;
    }
    ArrayNode texts = Json.object().putArray("texts");
    for (int i = 0; i < requireArray(content, at).size(); i++) {
      JsonNode part = content.path(i);
      String partAt = at + "[" + i + "]";
      if (part.path("type").asText().equals("refusal")) {
        message.put("refusal", text(part, "refusal", partAt + "."));
      } else {
        texts.add(ResponseParts.part(part, partAt));
      }
    }
    if (!texts.isEmpty()) {
      message.set("content", briefly(texts));
    }
  }

  private void call(JsonNode item, String at, String name, String arguments) {
    ObjectNode call = turn().withArray("tool_calls").addObject();
    call.put("id", callId(item, at)).put("type", "function");
    call.putObject("function").put("name", name).put("arguments", arguments);
  }

  /// Some items have a name of their own only.
  private static String callId(JsonNode item, String at) {
    return text(
        item, isAbsent(item.path("call_id")) && item.has("id") ? "id" : "call_id", at + ".");
  }

  private void output(JsonNode item, String at, JsonNode content) {
    turn = null;
    messages
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", callId(item, at))
        .set("content", content);
  }

  /// What was sealed here goes back to the provider that thought it. Of a thought that another
  /// server has sealed only the summary can be read.
  private void thought(JsonNode item, String at) {
    JsonNode sealed = item.path("encrypted_content");
    Optional<ObjectNode> detail =
        isAbsent(sealed)
            ? Optional.empty()
            : OpaqueDetail.readOurs(text(item, "encrypted_content", at + "."));
    String summary = summary(item);
    if (detail.isEmpty() && summary.isEmpty()) {
      return;
    }
    if (turn != null && turn.hasNonNull("content") && !turn.has("tool_calls")) {
      turn = null;
    }
    ObjectNode thinking = turn();
    if (detail.isPresent()) {
      ArrayNode details = thinking.withArray("reasoning_details");
      details.add(detail.get().put("index", details.size()));
    } else {
      String before = thinking.path("reasoning").asText("");
      thinking.put("reasoning", before.isEmpty() ? summary : before + "\n\n" + summary);
    }
  }

  private static String summary(JsonNode item) {
    StringJoiner texts = new StringJoiner("\n\n");
    for (String field : List.of("summary", "content")) {
      for (JsonNode part : item.path(field)) {
        texts.add(part.path("text").asText(""));
      }
      if (!texts.toString().isBlank()) {
        break;
      }
    }
    return texts.toString().strip();
  }

  private ObjectNode turn() {
    ObjectNode current = turn;
    if (current == null) {
      current = messages.addObject().put("role", "assistant").putNull("content");
      turn = current;
    }
    return current;
  }

  private static JsonNode content(JsonNode content, String at) {
    if (content.isTextual()) {
      return content;
    }
    ArrayNode parts = Json.object().putArray("parts");
    for (int i = 0; i < requireArray(content, at).size(); i++) {
      parts.add(ResponseParts.part(content.path(i), at + "[" + i + "]"));
    }
    return briefly(parts);
  }

  private static JsonNode requireArray(JsonNode content, String at) {
    if (!content.isArray()) {
      throw invalid(at, "\"" + at + "\" must be a text or an array of parts.");
    }
    return content;
  }

  private static JsonNode briefly(ArrayNode parts) {
    JsonNode first = parts.path(0);
    boolean plain = parts.size() == 1 && first.path("type").asText().equals("text");
    return plain && first.size() == 2 ? first.path("text") : parts;
  }
}
