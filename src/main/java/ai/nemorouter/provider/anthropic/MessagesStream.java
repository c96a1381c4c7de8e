package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Completion;
import ai.nemorouter.provider.dialect.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// A streamed answer of Anthropic's: one block after the other, each begun, continued and ended.
final class MessagesStream implements Dialect.Translation {
  private final ObjectNode counted = Json.object();
  private int toolCalls;
  private int thoughts;
  private String callInput = "";
  private boolean callHasArguments;
  private String blockType = "";
  private boolean over;

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public List<ObjectNode> take(ObjectNode event) {
    return switch (event.path("type").asText()) {
      case "message_start" -> List.of(begin(event.path("message")));
      case "content_block_start" -> beginBlock(event.path("content_block"));
      case "content_block_delta" -> continueBlock(event.path("delta"));
      case "content_block_stop" -> endBlock();
      case "message_delta" -> finish(event);
      case "message_stop" -> {
        over = true;
        yield List.of();
      }
      case "error" -> List.of(MessagesAnswer.failed(event.path("error")));
      default -> List.of();
    };
  }

  /// What it counts at the beginning is what the prompt takes, however far the answer comes.
  private ObjectNode begin(JsonNode message) {
    count(message.path("usage"));
    ObjectNode chunk = Json.object();
    chunk.set("id", message.path("id"));
    chunk.putArray("choices");
    if (counted.has("input_tokens")) {
      chunk.set(Completion.PROMPT_USAGE, MessagesAnswer.usage(counted));
    }
    return chunk;
  }

  private List<ObjectNode> beginBlock(JsonNode block) {
    blockType = block.path("type").asText();
    return switch (blockType) {
      case "text" -> say(block.path("text").asText(""));
      case "thinking" -> think(block.path("thinking").asText(""));
      case "redacted_thinking" ->
          remember("", ThinkingBlocks.redacted(block.path("data").asText()));
      case "tool_use" -> call(block);
      default -> List.of();
    };
  }

  private List<ObjectNode> continueBlock(JsonNode delta) {
    return switch (delta.path("type").asText()) {
      case "text_delta" -> say(delta.path("text").asText(""));
      case "thinking_delta" -> think(delta.path("thinking").asText(""));
      case "signature_delta" ->
          remember("", ThinkingBlocks.signature(delta.path("signature").asText()));
      case "input_json_delta" -> argue(delta.path("partial_json").asText(""));
      default -> List.of();
    };
  }

  private List<ObjectNode> endBlock() {
    List<ObjectNode> chunks =
        blockType.equals("tool_use") && !callHasArguments ? argue(callInput) : List.of();
    switch (blockType) {
      case "tool_use" -> toolCalls++;
      case "thinking", "redacted_thinking" -> thoughts++;
      default -> {}
    }
    blockType = "";
    return chunks;
  }

  private static List<ObjectNode> say(String text) {
    return text.isEmpty()
        ? List.of()
        : List.of(Completion.chunk(Json.object().put("content", text)));
  }

  private List<ObjectNode> think(String text) {
    return text.isEmpty() ? List.of() : remember(text, ThinkingBlocks.thought(text));
  }

  private List<ObjectNode> remember(String text, ObjectNode detail) {
    return List.of(
        Completion.chunk(Completion.reasoningDelta(text, detail.put("index", thoughts))));
  }

  private List<ObjectNode> call(JsonNode block) {
    // Some servers send the whole input at once, where Anthropic sends an empty object.
    callInput = Json.write(MessagesAnswer.input(block));
    callHasArguments = false;
    return List.of(
        Completion.chunk(
            Completion.toolCallDelta(
                toolCalls, block.path("id").asText(""), block.path("name").asText(""), "")));
  }

  private List<ObjectNode> argue(String json) {
    if (json.isEmpty() || !blockType.equals("tool_use")) {
      return List.of();
    }
    callHasArguments = true;
    return List.of(Completion.chunk(Completion.toolCallDelta(toolCalls, null, null, json)));
  }

  private List<ObjectNode> finish(ObjectNode event) {
    List<ObjectNode> chunks = new ArrayList<>();
    JsonNode reason = event.path("delta").path("stop_reason");
    if (reason.isTextual() && !reason.asText().isBlank()) {
      ObjectNode chunk = Json.object();
      Completion.addChoice(
          chunk,
          0,
          "delta",
          Json.object(),
          MessagesAnswer.finishReason(reason.asText()),
          reason.asText());
      chunks.add(chunk);
    }
    count(event.path("usage"));
    // What the message began with is no count of the answer.
    if (event.path("usage").hasNonNull("output_tokens")) {
      chunks.add(Completion.usageChunk(MessagesAnswer.usage(counted)));
    }
    return chunks;
  }

  /// Later counts are of the whole message so far, but need not name all.
  private void count(JsonNode usage) {
    usage
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            counted.set(field.getKey(), field.getValue());
          }
        });
  }
}
