package ai.nemorouter.gateway;

import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a provider's chunks into ones that every client parses: constant identifiers, a role
/// first, no nulls where a client dies of them, usage once and last. Remembers what was delivered.
final class StreamChunks {
  private final String id;
  private final String model;
  private final String provider;
  private final long created = System.currentTimeMillis() / 1000;
  private final Set<Integer> choicesWithRole = new HashSet<>();
  private final Delivered delivered;
  private JsonNode usage = MissingNode.getInstance();
  private @Nullable String finishReason;
  private @Nullable String upstreamId;

  StreamChunks(Call call, ChatRequest request) {
    delivered = Delivered.to(request);
    id = call.generationId();
    model = call.offering().slug();
    provider = call.offering().provider().name();
  }

  /// The chunk to send on; empty where there is nothing for the client in it.
  Optional<ObjectNode> normalise(ObjectNode chunk) {
    if (upstreamId == null && chunk.path("id").isTextual()) {
      upstreamId = chunk.path("id").asText();
    }
    if (chunk.path("usage").isObject()) {
      usage = chunk.path("usage");
    }
    if (!(chunk.path("choices") instanceof ArrayNode choices) || choices.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode sent = head();
    copyUnlessNull(chunk, sent, "system_fingerprint");
    copyUnlessNull(chunk, sent, "service_tier");
    ArrayNode sentChoices = sent.putArray("choices");
    choices.forEach(choice -> sentChoices.add(choice(choice)));
    return Optional.of(sent);
  }

  private ObjectNode choice(JsonNode choice) {
    int index = choice.path("index").asInt(0);
    ObjectNode sent = JsonNodeFactory.instance.objectNode();
    sent.put("index", index);
    ObjectNode delta = sent.putObject("delta");
    if (choicesWithRole.add(index)) {
      delta.put("role", "assistant");
    }
    if (choice.path("delta") instanceof ObjectNode received) {
      received
          .properties()
          .forEach(field -> addUnlessNull(delta, field.getKey(), field.getValue()));
    }
    delivered.take(delta);
    JsonNode reason = choice.path("finish_reason");
    if (reason.isTextual()) {
      finishReason = reason.asText();
      sent.put("finish_reason", finishReason);
      sent.put("native_finish_reason", choice.path("native_finish_reason").asText(finishReason));
    } else {
      sent.putNull("finish_reason");
    }
    copyUnlessNull(choice, sent, "logprobs");
    return sent;
  }

  private static void addUnlessNull(ObjectNode delta, String name, JsonNode value) {
    if (value.isNull()) {
      return;
    }
    if (name.equals("tool_calls")) {
      value.forEach(StreamChunks::removeNulls);
    }
    delta.set(name, value);
  }

  private static void removeNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
      object.forEach(StreamChunks::removeNulls);
    }
  }

  /// Whether there is anything in the chunk that a client would show or act on.
  static boolean hasContent(ObjectNode chunk) {
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.hasNonNull("finish_reason")) {
        return true;
      }
      for (Map.Entry<String, JsonNode> field : choice.path("delta").properties()) {
        JsonNode value = field.getValue();
        boolean empty = value.isTextual() ? value.asText().isEmpty() : value.isEmpty();
        if (!field.getKey().equals("role") && !empty) {
          return true;
        }
      }
    }
    return false;
  }

  /// The last chunk of a whole stream: no choices, and the usage with its cost.
  ObjectNode usageChunk(Bill bill) {
    ObjectNode chunk = head();
    chunk.putArray("choices");
    chunk.set("usage", bill.usage(usage));
    return chunk;
  }

  /// The frame that tells of a break: OpenRouter's, which all clients understand.
  ObjectNode errorChunk(ApiError error, String requestId) {
    ObjectNode chunk = head();
    ObjectNode told = chunk.putObject("error");
    JsonNode body = error.body(requestId).path("error");
    told.put("code", error.status()).put("message", error.message()).put("type", error.type());
    told.set("metadata", body.path("metadata"));
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("delta").put("content", "");
    choice.put("finish_reason", "error");
    return chunk;
  }

  private ObjectNode head() {
    ObjectNode chunk = Json.object();
    chunk.put("id", id).put("object", "chat.completion.chunk").put("created", created);
    chunk.put("model", model).put("provider", provider);
    return chunk;
  }

  private static void copyUnlessNull(JsonNode from, ObjectNode to, String name) {
    JsonNode value = from.path(name);
    if (!value.isMissingNode() && !value.isNull()) {
      to.set(name, value);
    }
  }

  JsonNode usage() {
    return usage;
  }

  boolean isFinished() {
    return finishReason != null;
  }

  Delivered delivered() {
    return delivered;
  }

  Call.Ending ending(int httpStatus, @Nullable String reason) {
    return new Call.Ending(httpStatus, reason, finishReason, upstreamId);
  }
}
