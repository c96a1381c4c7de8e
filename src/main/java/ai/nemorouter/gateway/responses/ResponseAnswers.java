package ai.nemorouter.gateway.responses;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.BlockEvent;
import ai.nemorouter.gateway.chat.Blocks;
import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Answers a chat as a response. A stream is a sequence of numbered events, of which the first must
/// be `response.created`; it ends with the whole response, without `[DONE]`.
final class ResponseAnswers implements ChatAnswers {
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  private final ResponseBody body;
  private final Blocks blocks = new Blocks();
  private final ArrayNode output = Json.object().putArray("output");
  private final StringBuilder frames = new StringBuilder();
  private boolean begun;
  private int sequenceNumber;
  private String finishReason = "";

  ResponseAnswers(ResponseBody body) {
    this.body = body;
  }

  @Override
  public ObjectNode whole(ObjectNode answer) {
    body.describe(answer);
    JsonNode choice = answer.path("choices").path(0);
    finishReason = choice.path("finish_reason").asText("");
    for (Block block : Blocks.of(choice.path("message"))) {
      output.add(item(block).done(lastStatus()));
    }
    return body.finished(finishReason, output, answer.path("usage"));
  }

  @Override
  public String chunk(ObjectNode chunk) {
    begin(chunk);
    JsonNode reason = chunk.path("choices").path(0).path("finish_reason");
    if (reason.isTextual()) {
      finishReason = reason.asText();
    }
    tell(blocks.ofChunk(chunk), "completed");
    return takeFrames();
  }

  /// Codex counts nothing but events, and gives up a stream without any.
  @Override
  public String keepAlive(ObjectNode head) {
    if (begun) {
      ObjectNode event = Json.object();
      event.set("response", body.inProgress());
      frame("response.in_progress", event);
    }
    begin(head);
    return takeFrames();
  }

  @Override
  public String end(ObjectNode last) {
    begin(last);
    tell(blocks.ofEnd(), lastStatus());
    ObjectNode whole = body.finished(finishReason, output, last.path("usage"));
    ObjectNode event = Json.object();
    event.set("response", whole);
    frame("response." + whole.path("status").asText(), event);
    return takeFrames();
  }

  @Override
  public String error(ObjectNode chunk, ApiError error, String requestId) {
    begin(chunk);
    ObjectNode failed = Json.object();
    failed.set("response", body.failed(code(error.status()), error.message(), output));
    failed.put("error_type", error.errorType());
    frame("response.failed", failed);
    ObjectNode told = Json.object();
    told.put("code", error.type()).put("message", error.message()).put("param", error.param());
    told.set("metadata", error.body(requestId).path("error").path("metadata"));
    frame("error", told);
    return takeFrames();
  }

  /// In OpenAI's words, by which clients know whether to try again.
  private static String code(int status) {
    return switch (status) {
      case FORBIDDEN -> "invalid_prompt";
      case TOO_MANY_REQUESTS -> "rate_limit_exceeded";
      default -> "server_error";
    };
  }

  /// What was not over yet is as whole as the response.
  private String lastStatus() {
    return ResponseBody.incompleteReason(finishReason).isEmpty() ? "completed" : "incomplete";
  }

  private void begin(ObjectNode chunk) {
    if (begun) {
      return;
    }
    begun = true;
    body.describe(chunk);
    for (String type : List.of("response.created", "response.in_progress")) {
      ObjectNode event = Json.object();
      event.set("response", body.inProgress());
      frame(type, event);
    }
  }

  private void tell(List<BlockEvent> events, String statusAtEnd) {
    for (BlockEvent event : events) {
      ResponseItem item = item(event.block());
      switch (event) {
        case BlockEvent.Began _ -> item.begin(this::frame);
        case BlockEvent.Grew(_, String text) -> item.grow(text, this::frame);
        case BlockEvent.Ended _ -> output.add(item.end(statusAtEnd, this::frame));
      }
    }
  }

  /// The item of the block that is open, whose place is behind those that are done.
  private ResponseItem item(Block block) {
    return new ResponseItem(block, output.size(), body);
  }

  private void frame(String type, ObjectNode fields) {
    ObjectNode event = Json.object();
    event.put("type", type).put("sequence_number", sequenceNumber++).setAll(fields);
    frames
        .append("event: ")
        .append(type)
        .append("\ndata: ")
        .append(Json.write(event))
        .append("\n\n");
  }

  private String takeFrames() {
    String taken = frames.toString();
    frames.setLength(0);
    return taken;
  }
}
