package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Claude's thoughts on their way through `reasoning_details` and back. Claude signs them, and
/// wants to see them again unchanged.
final class ThinkingBlocks {
  static final String FORMAT = "anthropic-claude-v1";

  private ThinkingBlocks() {}

  static ObjectNode thought(String text) {
    return Json.object().put("type", "reasoning.text").put("text", text).put("format", FORMAT);
  }

  static ObjectNode signature(String signature) {
    return Json.object()
        .put("type", "reasoning.text")
        .put("signature", signature)
        .put("format", FORMAT);
  }

  static ObjectNode redacted(String data) {
    return Json.object().put("type", "reasoning.encrypted").put("data", data).put("format", FORMAT);
  }

  /// The blocks to show Claude again: those it signed. Clients may return a streamed block in the
  /// pieces in which it came.
  static List<ObjectNode> of(JsonNode details) {
    List<ObjectNode> blocks = new ArrayList<>();
    ObjectNode open = null;
    JsonNode openIndex = null;
    for (JsonNode detail : details) {
      if (!detail.path("format").asText(FORMAT).equals(FORMAT)) {
        continue;
      }
      switch (detail.path("type").asText()) {
        case "reasoning.text" -> {
          if (open == null || isSigned(open) || !goesOn(detail, openIndex)) {
            open = Json.object().put("type", "thinking").put("thinking", "");
            blocks.add(open);
            openIndex = detail.path("index");
          }
          extend(open, detail);
        }
        case "reasoning.encrypted" -> {
          open = null;
          blocks.add(
              Json.object()
                  .put("type", "redacted_thinking")
                  .put("data", detail.path("data").asText()));
        }
        default -> open = null;
      }
    }
    blocks.removeIf(block -> block.has("thinking") && !isSigned(block));
    return blocks;
  }

  /// Only pieces of a stream have the same index, and only its signature comes without a text.
  private static boolean goesOn(JsonNode piece, @Nullable JsonNode openIndex) {
    return !piece.has("text")
        || (piece.path("index").isNumber() && piece.path("index").equals(openIndex));
  }

  private static void extend(ObjectNode block, JsonNode piece) {
    block.put("thinking", block.path("thinking").asText() + piece.path("text").asText(""));
    String signature = textOf(piece, "signature");
    if (signature != null) {
      block.put("signature", signature);
    }
  }

  private static @Nullable String textOf(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.isEmpty() || node.path(field).isNull() ? null : text;
  }

  private static boolean isSigned(ObjectNode block) {
    return block.has("signature");
  }
}
