package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.request.ChatFields.text;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.OpaqueDetail;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a model thought, as Anthropic's clients keep it: a text with a signature, or opaque data.
/// Anthropic's own pass unchanged; another provider's are wrapped, so that what comes back is what
/// was given out.
final class Thoughts {
  private static final String ANTHROPIC = "anthropic";
  private static final String FORMAT = "anthropic-claude-v1";

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]+={0,2}");

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

  /// The thought of a block that a client brings back; empty where it is sealed, and neither by us
  /// nor by Anthropic: it could not be read here.
  static Optional<ObjectNode> detail(JsonNode block, String at, int index) {
    boolean redacted = block.path("type").asText().equals("redacted_thinking");
    String field = redacted ? "data" : "signature";
    String proof = redacted ? text(block, field, at + ".") : block.path(field).asText("");
    if (!OpaqueDetail.isOurs(proof)) {
      return redacted
          ? anthropics(proof, index)
          : Optional.of(thought(text(block, "thinking", at + "."), proof, index));
    }
    Optional<ObjectNode> detail = OpaqueDetail.readOurs(proof);
    if (detail.isEmpty()) {
      return redacted
          ? Optional.empty()
          : Optional.of(thought(text(block, "thinking", at + "."), "", index));
    }
    if (!redacted && !detail.get().has("summary")) {
      detail.get().set("text", block.path("thinking"));
    }
    return Optional.of(detail.get().put("index", index));
  }

  /// Anthropic seals in Base64; what other services seal has a name in front.
  private static Optional<ObjectNode> anthropics(String data, int index) {
    if (!BASE64.matcher(data).matches()) {
      return Optional.empty();
    }
    ObjectNode detail = Json.object().put("type", "reasoning.encrypted").put("data", data);
    return Optional.of(detail.put("format", FORMAT).put("index", index));
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
