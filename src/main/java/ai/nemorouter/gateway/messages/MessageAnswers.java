package ai.nemorouter.gateway.messages;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.BlockEvent;
import ai.nemorouter.gateway.chat.Blocks;
import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Answers a chat as a message of Anthropic's: its parts one after the other, and on a stream each
/// part with a beginning, pieces and an end.
final class MessageAnswers implements ChatAnswers {
  private final Blocks blocks = new Blocks();
  private boolean begun;
  private int index = -1;
  private JsonNode finished = MissingNode.getInstance();

  @Override
  public ObjectNode whole(ObjectNode answer) {
    JsonNode choice = answer.path("choices").path(0);
    ObjectNode message = message(answer);
    ArrayNode content = message.putArray("content");
    Blocks.of(choice.path("message")).forEach(block -> content.add(part(block, true)));
    StopReason.put(choice, message);
    message.set("usage", MessageUsage.of(answer.path("usage")));
    return message;
  }

  @Override
  public String chunk(ObjectNode chunk) {
    JsonNode choice = chunk.path("choices").path(0);
    if (choice.path("finish_reason").isTextual()) {
      finished = choice;
    }
    return begin(chunk) + frames(blocks.ofChunk(chunk));
  }

  @Override
  public String keepAlive(ObjectNode head) {
    return frame(event("ping"));
  }

  @Override
  public String end(ObjectNode last) {
    String rest = begin(last) + frames(blocks.ofEnd());
    ObjectNode delta = event("message_delta");
    StopReason.put(finished, delta.putObject("delta"));
    delta.set("usage", MessageUsage.of(last.path("usage")));
    return rest + frame(delta) + frame(event("message_stop"));
  }

  @Override
  public String error(ObjectNode chunk, ApiError error, String requestId) {
    return frame(MessageErrors.body(error, requestId));
  }

  private ObjectNode message(ObjectNode answer) {
    ObjectNode message = Json.object();
    message.set("id", answer.path("id"));
    message.put("type", "message").put("role", "assistant");
    message.set("model", answer.path("model"));
    if (answer.has("provider")) {
      message.set("provider", answer.path("provider"));
    }
    return message;
  }

  private String begin(ObjectNode chunk) {
    if (begun) {
      return "";
    }
    begun = true;
    ObjectNode start = event("message_start");
    ObjectNode message = message(chunk);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    // What the input was is known at the end only.
    message.set("usage", MessageUsage.of(MissingNode.getInstance()));
    start.set("message", message);
    return frame(start);
  }

  private String frames(List<BlockEvent> events) {
    StringBuilder frames = new StringBuilder();
    for (BlockEvent event : events) {
      switch (event) {
        case BlockEvent.Began(Block block) -> {
          index++;
          ObjectNode start = indexed("content_block_start");
          start.set("content_block", part(block, false));
          frames.append(frame(start));
        }
        case BlockEvent.Grew(Block block, String text) -> frames.append(frame(delta(block, text)));
        case BlockEvent.Ended(Block block) -> {
          if (block.kind() == Block.Kind.REASONING && !block.isEncrypted()) {
            frames.append(signature(Thoughts.signature(block)));
          }
          frames.append(frame(indexed("content_block_stop")));
        }
      }
    }
    return frames.toString();
  }

  private String signature(String signature) {
    if (signature.isEmpty()) {
      return "";
    }
    ObjectNode event = indexed("content_block_delta");
    event.putObject("delta").put("type", "signature_delta").put("signature", signature);
    return frame(event);
  }

  private ObjectNode delta(Block block, String text) {
    ObjectNode event = indexed("content_block_delta");
    ObjectNode delta = event.putObject("delta");
    switch (block.kind()) {
      case REASONING -> delta.put("type", "thinking_delta").put("thinking", text);
      case TEXT, REFUSAL -> delta.put("type", "text_delta").put("text", text);
      case TOOL_CALL -> delta.put("type", "input_json_delta").put("partial_json", text);
    }
    return event;
  }

  /// @param whole whether all of it is there; otherwise it comes in pieces
  private static ObjectNode part(Block block, boolean whole) {
    ObjectNode part = Json.object();
    String text = whole ? block.text() : "";
    switch (block.kind()) {
      case REASONING -> {
        if (block.isEncrypted()) {
          part.put("type", "redacted_thinking").put("data", Thoughts.data(block));
        } else {
          part.put("type", "thinking").put("thinking", text);
          part.put("signature", whole ? Thoughts.signature(block) : "");
        }
      }
      case TEXT, REFUSAL -> part.put("type", "text").put("text", text);
      case TOOL_CALL -> {
        part.put("type", "tool_use").put("id", block.toolCallId()).put("name", block.toolName());
        part.set("input", Chat.readableArguments(text));
      }
    }
    return part;
  }

  private ObjectNode indexed(String type) {
    return event(type).put("index", index);
  }

  private static ObjectNode event(String type) {
    return Json.object().put("type", type);
  }

  private static String frame(ObjectNode event) {
    return "event: " + event.path("type").asText() + "\ndata: " + Json.write(event) + "\n\n";
  }
}
