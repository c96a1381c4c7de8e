package ai.nemorouter.gateway.answer;

import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.DeliveredText;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Completion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a provider's chunks into ones that every client parses: constant identifiers, usage once
/// and last, choices as `Choices` makes them. Remembers what was delivered.
public final class StreamChunks {
  private final String id;
  private final String model;
  private final String provider;
  private final long created = System.currentTimeMillis() / 1000;
  private final Choices choices;
  private final DeliveredText delivered;
  private final ObjectNode usage = Json.object();
  private JsonNode promptUsage = MissingNode.getInstance();
  private @Nullable String upstreamId;

  public StreamChunks(Attempt call, ChatRequest request) {
    this(request, call.generationId(), call.offering().slug(), call.offering().provider().name());
  }

  /// @param id the name of the answer
  public StreamChunks(ChatRequest request, String id, String model, String provider) {
    this.delivered = DeliveredText.to(request);
    this.choices = new Choices(request);
    this.id = id;
    this.model = model;
    this.provider = provider;
  }

  /// The chunk to send on; empty where there is nothing for the client in it.
  Optional<ObjectNode> normalise(ObjectNode chunk) {
    if (upstreamId == null && chunk.path("id").isTextual()) {
      upstreamId = chunk.path("id").asText();
    }
    if (chunk.path("usage") instanceof ObjectNode told) {
      merge(told, usage);
    }
    if (chunk.has(Completion.PROMPT_USAGE)) {
      promptUsage = chunk.path(Completion.PROMPT_USAGE);
    }
    if (!(chunk.path("choices") instanceof ArrayNode told) || told.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode sent = head();
    copyUnlessNull(chunk, sent, "system_fingerprint");
    copyUnlessNull(chunk, sent, "service_tier");
    ArrayNode sentChoices = sent.putArray("choices");
    for (JsonNode choice : told) {
      ObjectNode piece = choices.piece(choice);
      delivered.take(piece.path("delta"));
      sentChoices.add(piece);
    }
    return Optional.of(sent);
  }

  /// Usage may come several times, and need not name every time what was named before.
  private static void merge(ObjectNode told, ObjectNode known) {
    for (Map.Entry<String, JsonNode> field : told.properties()) {
      if (field.getValue() instanceof ObjectNode more
          && known.path(field.getKey()) instanceof ObjectNode before) {
        merge(more, before);
      } else if (!field.getValue().isNull()) {
        known.set(field.getKey(), field.getValue());
      }
    }
  }

  /// Whether there is anything in the chunk that a client would show or act on.
  static boolean hasContent(ObjectNode chunk) {
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.hasNonNull("finish_reason")) {
        return true;
      }
    }
    return hasWords(chunk);
  }

  /// Whether a model says anything in it.
  static boolean hasWords(ObjectNode chunk) {
    for (JsonNode choice : chunk.path("choices")) {
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
  public ObjectNode errorChunk(ApiError error, String requestId) {
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

  /// A chunk that says whose stream it is, and nothing else.
  static ObjectNode head(Attempt call) {
    return new StreamChunks(call, (ChatRequest) call.request()).head();
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

  /// What the prompt alone takes, where the provider counted it beforehand.
  JsonNode promptUsage() {
    return promptUsage;
  }

  boolean hasUsage() {
    return !usage.isEmpty();
  }

  Choices choices() {
    return choices;
  }

  DeliveredText delivered() {
    return delivered;
  }

  Attempt.Ending ending(int httpStatus, @Nullable String reason) {
    return new Attempt.Ending(httpStatus, reason, choices.finishReason(), upstreamId);
  }
}
