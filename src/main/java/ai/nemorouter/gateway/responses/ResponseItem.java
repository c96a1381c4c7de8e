package ai.nemorouter.gateway.responses;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.OpaqueDetail;
import ai.nemorouter.gateway.responses.ResponseTools.Named.Kind;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.TextTool;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;

/// One item of a response's output: a thought, a message, or a call of a function, and the events
/// that tell of it on a stream.
///
/// @param index its place in the output
record ResponseItem(Block block, int index, ResponseBody body) {
  private static final String SUMMARY = "response.reasoning_summary_text";
  private static final String SUMMARY_PART = "response.reasoning_summary_part";
  private static final String TEXT = "response.output_text";
  private static final String REFUSAL = "response.refusal";
  private static final String INPUT = "response.custom_tool_call_input";
  private static final String ARGUMENTS = "response.function_call_arguments";

  /// @param status `completed`, or `incomplete` if it was cut off
  ObjectNode done(String status) {
    return item(true, status);
  }

  void begin(BiConsumer<String, ObjectNode> events) {
    item("response.output_item.added", item(false, "in_progress"), events);
    switch (block.kind()) {
      case TEXT, REFUSAL ->
          events.accept("response.content_part.added", at().set("part", part(false)));
      case REASONING -> {
        if (!block.isEncrypted()) {
          events.accept(SUMMARY_PART + ".added", at().set("part", part(false)));
        }
      }
      case TOOL_CALL -> {}
    }
  }

  void grow(String text, BiConsumer<String, ObjectNode> events) {
    if (isCallOfOtherKind()) {
      // What the model writes is JSON around what the client reads, which is whole at the end only.
      return;
    }
    ObjectNode delta = at().put("delta", text);
    if (block.kind() == Block.Kind.TEXT) {
      delta.putArray("logprobs");
    }
    events.accept(growing() + ".delta", delta);
  }

  /// @return the item as it stands in the output
  ObjectNode end(String status, BiConsumer<String, ObjectNode> events) {
    switch (block.kind()) {
      case TEXT -> {
        ObjectNode text = at().put("text", block.text());
        text.putArray("logprobs");
        events.accept(TEXT + ".done", text);
        events.accept("response.content_part.done", at().set("part", part(true)));
      }
      case REFUSAL -> {
        events.accept(REFUSAL + ".done", at().put("refusal", block.text()));
        events.accept("response.content_part.done", at().set("part", part(true)));
      }
      case REASONING -> {
        if (!block.isEncrypted()) {
          events.accept(SUMMARY + ".done", at().put("text", block.text()));
          events.accept(SUMMARY_PART + ".done", at().set("part", part(true)));
        }
      }
      case TOOL_CALL -> endCall(events);
    }
    ObjectNode done = done(status);
    item("response.output_item.done", done, events);
    return done;
  }

  private void endCall(BiConsumer<String, ObjectNode> events) {
    switch (named().kind()) {
      case FUNCTION ->
          events.accept(
              ARGUMENTS + ".done",
              at().put("name", named().name()).put("arguments", block.arguments()));
      case CUSTOM -> {
        String input = TextTool.text(block.arguments());
        events.accept(INPUT + ".delta", at().put("delta", input));
        events.accept(INPUT + ".done", at().put("input", input));
      }
      case LOCAL_SHELL -> {
        // It has no events of its own.
      }
    }
  }

  private ResponseTools.Named named() {
    return body.tools().named(block.toolName());
  }

  private boolean isCallOfOtherKind() {
    return block.kind() == Block.Kind.TOOL_CALL && named().kind() != Kind.FUNCTION;
  }

  private String growing() {
    return switch (block.kind()) {
      case TEXT -> TEXT;
      case REFUSAL -> REFUSAL;
      case REASONING -> SUMMARY;
      case TOOL_CALL -> ARGUMENTS;
    };
  }

  private void item(String type, ObjectNode item, BiConsumer<String, ObjectNode> events) {
    ObjectNode event = Json.object().put("output_index", index);
    event.set("item", item.deepCopy());
    events.accept(type, event);
  }

  /// Where an event belongs.
  private ObjectNode at() {
    ObjectNode event = Json.object().put("item_id", id()).put("output_index", index);
    return switch (block.kind()) {
      case TEXT, REFUSAL -> event.put("content_index", 0);
      case REASONING -> event.put("summary_index", 0);
      case TOOL_CALL -> event;
    };
  }

  private String id() {
    return switch (block.kind()) {
      case TEXT, REFUSAL -> body.itemId("msg", index);
      case REASONING -> body.itemId("rs", index);
      case TOOL_CALL ->
          switch (named().kind()) {
            case FUNCTION -> body.itemId("fc", index);
            case CUSTOM -> body.itemId("ctc", index);
            case LOCAL_SHELL -> body.itemId("lsh", index);
          };
    };
  }

  private ObjectNode item(boolean whole, String status) {
    ObjectNode item = Json.object().put("id", id());
    switch (block.kind()) {
      case TEXT, REFUSAL -> {
        item.put("type", "message").put("role", "assistant").put("status", status);
        if (whole) {
          item.putArray("content").add(part(true));
        } else {
          item.putArray("content");
        }
      }
      case REASONING -> thought(item, whole);
      case TOOL_CALL -> call(item, whole, status);
    }
    return item;
  }

  private void call(ObjectNode item, boolean whole, String status) {
    ResponseTools.Named named = named();
    item.put("status", status).put("call_id", block.toolCallId());
    switch (named.kind()) {
      case FUNCTION ->
          item.put("type", "function_call")
              .put("name", named.name())
              .put("arguments", whole ? block.arguments() : "");
      case CUSTOM ->
          item.put("type", "custom_tool_call")
              .put("name", named.name())
              .put("input", whole ? TextTool.text(block.arguments()) : "");
      case LOCAL_SHELL -> {
        ObjectNode action = item.put("type", "local_shell_call").putObject("action");
        action.put("type", "exec").putArray("command");
        action.putObject("env");
        if (whole) {
          action.setAll(Chat.readableArguments(block.arguments()));
        }
      }
    }
    if (named.namespace() != null) {
      item.put("namespace", named.namespace());
    }
  }

  /// A thought carries all that its provider must see again, whether it was asked for or not:
  /// nothing is kept here, so that the client is the only one to bring it back.
  private void thought(ObjectNode item, boolean whole) {
    item.put("type", "reasoning");
    if (whole && !block.isEncrypted() && !block.text().isEmpty()) {
      item.putArray("summary").add(part(true));
    } else {
      item.putArray("summary");
    }
    ObjectNode detail = block.reasoningDetail();
    if (whole && !detail.isEmpty()) {
      item.put("encrypted_content", OpaqueDetail.write(detail));
    }
  }

  private ObjectNode part(boolean whole) {
    String text = whole ? block.text() : "";
    ObjectNode part = Json.object();
    switch (block.kind()) {
      case REFUSAL -> part.put("type", "refusal").put("refusal", text);
      case REASONING -> part.put("type", "summary_text").put("text", text);
      default -> {
        part.put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
      }
    }
    return part;
  }
}
