package ai.nemorouter.gateway.request;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An answer in one piece that came with a status of success.
///
/// @param contentType as the provider calls it; empty where it does not
/// @param document in the gateway's own form, if it is a JSON object
public record ProviderAnswer(String contentType, Buffer bytes, @Nullable ObjectNode document) {
  public static ProviderAnswer of(
      Dialect dialect, Operation operation, @Nullable String contentType, Buffer bytes) {
    String type = contentType == null ? "" : contentType;
    return new ProviderAnswer(type, bytes, document(dialect, operation, type, bytes));
  }

  private static @Nullable ObjectNode document(
      Dialect dialect, Operation operation, String type, Buffer bytes) {
    boolean saysJson = type.toLowerCase(Locale.ROOT).contains("json");
    if (!saysJson && (bytes.length() == 0 || bytes.getByte(0) != '{')) {
      return null;
    }
    try {
      return dialect.answer(
          operation, Json.parseAnswer(bytes.getBytes(), operation == Operation.EMBEDDINGS));
    } catch (ApiException e) {
      return null;
    }
  }

  /// The largest answer to that, in bytes.
  public static long mostBytes(GatewayConfig config, Operation operation) {
    return switch (operation) {
      case IMAGES, SPEECH, EMBEDDINGS -> config.maxResponseBody().asLongValue();
      case CHAT, TRANSCRIPTIONS, MODERATIONS, RERANK -> config.maxTextResponseBody().asLongValue();
    };
  }

  /// What the provider said of tokens and cost.
  public JsonNode usage() {
    return document == null ? MissingNode.getInstance() : document.path("usage");
  }

  /// What went wrong, if it says so inside.
  public @Nullable JsonNode error() {
    return document == null || !document.hasNonNull("error") ? null : document.path("error");
  }

  public @Nullable String id() {
    return document != null && document.path("id").isTextual()
        ? document.path("id").asText()
        : null;
  }
}
