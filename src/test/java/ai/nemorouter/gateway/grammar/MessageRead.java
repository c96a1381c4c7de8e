package ai.nemorouter.gateway.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.grammar.Read.Call;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// What a client of Anthropic's reads of a stream.
final class MessageRead {
  private final StringBuilder text = new StringBuilder();
  private final List<Call> calls = new ArrayList<>();
  private int blocks;
  private JsonNode open = MissingNode.getInstance();
  private final StringBuilder json = new StringBuilder();
  private String stopReason = "";
  private long promptTokens;
  private long completionTokens;

  private MessageRead() {}

  static Read of(String stream) {
    MessageRead read = new MessageRead();
    List<ObjectNode> events = Read.typed(stream);
    assertThat(events.getFirst().path("type").asText()).isIn("message_start", "error");
    for (ObjectNode event : events) {
      String type = event.path("type").asText();
      if (type.equals("error")) {
        assertThat(event.path("error").path("type").asText()).isNotEmpty();
        return Read.failed(read.text.toString());
      }
      read.take(type, event);
    }
    assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
    return new Read(
        false,
        read.text.toString(),
        read.calls,
        read.finish(),
        read.promptTokens,
        read.completionTokens);
  }

  static Read ofWhole(ObjectNode message) {
    MessageRead read = new MessageRead();
    for (JsonNode block : message.path("content")) {
      read.text.append(block.path("text").asText(""));
      read.open = block;
      read.json.setLength(0);
      read.json.append(block.path("input").isObject() ? block.path("input").toString() : "");
      read.end();
    }
    read.stopReason = message.path("stop_reason").asText("");
    return new Read(
        false,
        read.text.toString(),
        read.calls,
        read.finish(),
        message.path("usage").path("input_tokens").asLong(),
        message.path("usage").path("output_tokens").asLong());
  }

  private void take(String type, ObjectNode event) {
    switch (type) {
      case "content_block_start" -> {
        assertThat(open.isMissingNode()).isTrue();
        assertThat(event.path("index").asInt(-1)).isEqualTo(blocks++);
        open = event.path("content_block");
        json.setLength(0);
      }
      case "content_block_delta" -> {
        assertThat(event.path("index").asInt(-1)).isEqualTo(blocks - 1);
        JsonNode delta = event.path("delta");
        text.append(delta.path("text").asText(""));
        json.append(delta.path("partial_json").asText(""));
      }
      case "content_block_stop" -> end();
      case "message_delta" -> {
        stopReason = event.path("delta").path("stop_reason").asText("");
        promptTokens = event.path("usage").path("input_tokens").asLong();
        completionTokens = event.path("usage").path("output_tokens").asLong();
      }
      default -> assertThat(type).isIn("message_start", "message_stop", "ping");
    }
  }

  private void end() {
    if (open.path("type").asText().equals("tool_use")) {
      assertThat(open.path("input").isObject()).isTrue();
      String arguments = json.isEmpty() ? "{}" : json.toString();
      calls.add(new Call(open.path("id").asText(), open.path("name").asText(), arguments));
    }
    open = MissingNode.getInstance();
  }

  private String finish() {
    return switch (stopReason) {
      case "end_turn" -> "stop";
      case "max_tokens" -> "length";
      case "tool_use" -> "tool_calls";
      case "refusal" -> "content_filter";
      default -> "not a stop reason: " + stopReason;
    };
  }
}
