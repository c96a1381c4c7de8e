package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.ChatFields.invalid;
import static ai.nemorouter.gateway.ChatFields.text;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.OpaqueDetail;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a model thought, as Anthropic's clients keep it: a text with a signature, or data that
/// nobody reads. Anthropic's own pass as they are; another provider's are carried inside, so that
/// what comes back is what was given out.
final class Thoughts {
  private static final String ANTHROPIC = "anthropic";
  private static final String FORMAT = "anthropic-claude-v1";

  private Thoughts() {}

  /// The data of a thought that only its provider can read.
  static String data(Block block) {
    ObjectNode detail = block.reasoningDetail();
    boolean own = !detail.hasNonNull("id") && isAnthropics(detail);
    return own ? detail.path("data").asText("") : OpaqueDetail.write(detail);
  }

  /// What proves a thought; empty if nothing does.
  static String signature(Block block) {
    ObjectNode detail = block.reasoningDetail();
    if (isAnthropics(detail)) {
      return block.signature();
    }
    detail.remove("text");
    return OpaqueDetail.write(detail);
  }

  private static boolean isAnthropics(ObjectNode detail) {
    return detail.path("format").asText(ANTHROPIC).startsWith(ANTHROPIC);
  }

  /// The thought of a block that a client brings back.
  static ObjectNode detail(JsonNode block, String at, int index) {
    boolean redacted = block.path("type").asText().equals("redacted_thinking");
    String field = redacted ? "data" : "signature";
    String proof = redacted ? text(block, field, at + ".") : block.path(field).asText("");
    ObjectNode detail =
        OpaqueDetail.read(proof)
            .orElseThrow(() ->
                invalid(
                    at + "." + field, "\"" + at + "." + field + "\" is not as it was given out."));
    if (OpaqueDetail.isOurs(proof)) {
      if (!redacted && !detail.has("summary")) {
        detail.set("text", block.path("thinking"));
      }
      return detail.put("index", index);
    }
    return redacted
        ? detail.put("format", FORMAT).put("index", index)
        : thought(text(block, "thinking", at + "."), proof, index);
  }

  private static ObjectNode thought(String thinking, String signature, int index) {
    ObjectNode detail = Json.object();
    detail.put("type", "reasoning.text").put("text", thinking);
    if (!signature.isEmpty()) {
      detail.put("signature", signature).put("format", FORMAT);
    }
    return detail.put("index", index);
  }
}
