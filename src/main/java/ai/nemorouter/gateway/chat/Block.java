package ai.nemorouter.gateway.chat;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/// One stretch of an answer that is all of one kind. Chat completions keep the kinds side by side;
/// other formats want them one after the other.
public final class Block {
  /// More of one block than any model says; what goes beyond it is still passed on as it comes.
  private static final int MOST_REMEMBERED = 16_000_000;

  /// What a block holds.
  public enum Kind {
    /// What the model thought, as `reasoning_details` or plain `reasoning` say it.
    REASONING,
    TEXT,
    REFUSAL,
    TOOL_CALL
  }

  private static final String TYPE = "type";
  private static final String ENCRYPTED = "reasoning.encrypted";
  private static final String SUMMARY = "reasoning.summary";

  private final Kind kind;
  private final ObjectNode facts = Json.object();
  private final StringBuilder text = new StringBuilder();

  Block(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// All of it so far: the thought, the text, or the arguments of the tool.
  public String text() {
    return text.toString();
  }

  /// Whether it is a thought that only its provider can read.
  public boolean isEncrypted() {
    return facts.path(TYPE).asText().equals(ENCRYPTED);
  }

  /// What the provider proves its thought with; empty if it does not.
  public String signature() {
    return facts.path("signature").asText("");
  }

  public String toolCallId() {
    return facts.path("id").asText("");
  }

  public String toolName() {
    return facts.path("name").asText("");
  }

  /// The arguments of the tool, as the model wrote them.
  public String arguments() {
    return text.isEmpty() ? "{}" : text.toString();
  }

  /// The entry of `reasoning_details` that must come back with the next turn; empty where the
  /// provider gave none.
  public ObjectNode reasoningDetail() {
    ObjectNode detail = facts.deepCopy();
    if (detail.has(TYPE) && !isEncrypted()) {
      detail.put(isSummary() ? "summary" : "text", text.toString());
    }
    return detail;
  }

  private boolean isSummary() {
    return facts.path(TYPE).asText().equals(SUMMARY);
  }

  void append(String more) {
    if (text.length() + more.length() <= MOST_REMEMBERED) {
      text.append(more);
    }
  }

  /// Whether nothing more can follow, so that the next one may begin.
  boolean mayEnd() {
    if (kind != Kind.TOOL_CALL) {
      return true;
    }
    try {
      return !text.isEmpty()
          && Json.parseObject(text.toString().getBytes(StandardCharsets.UTF_8)) != null;
    } catch (ApiException e) {
      return false;
    }
  }

  Block toolCall(String id, String name) {
    facts.put("id", id).put("name", name);
    return this;
  }

  /// Whether a fragment of `reasoning_details` goes on with this block.
  boolean goesOnWith(ObjectNode detail, String more) {
    String type = detail.path(TYPE).asText();
    if (kind != Kind.REASONING || type.equals(ENCRYPTED)) {
      return false;
    }
    boolean plain = !facts.has(TYPE) && !type.equals(SUMMARY);
    boolean same = facts.path(TYPE).asText().equals(type) && sameIndex(detail);
    return (plain || same) && (signature().isEmpty() || more.isEmpty());
  }

  private boolean sameIndex(ObjectNode detail) {
    JsonNode index = facts.path("index");
    JsonNode other = detail.path("index");
    return !index.isNumber() || !other.isNumber() || index.asInt() == other.asInt();
  }

  /// Takes over everything but the text, which comes in pieces.
  void merge(ObjectNode detail) {
    detail.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .filter(field -> !field.getKey().equals("text") && !field.getKey().equals("summary"))
        .forEach(field -> facts.set(field.getKey(), field.getValue()));
  }
}
