package ai.nemorouter.gateway.messages;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Token counts in Anthropic's terms, where input from and to the cache is counted apart, and the
/// cost.
final class MessageUsage {
  private static final List<String> AS_THEY_ARE = List.of("cost", "cost_details", "is_byok");

  private MessageUsage() {}

  /// @param usage of a chat completion; zeroes where there is none yet
  static ObjectNode of(JsonNode usage) {
    JsonNode details = usage.path("prompt_tokens_details");
    long cached = details.path("cached_tokens").asLong();
    long written = details.path("cache_write_tokens").asLong();
    ObjectNode told = Json.object();
    told.put("input_tokens", Math.max(0, usage.path("prompt_tokens").asLong() - cached - written));
    told.put("cache_creation_input_tokens", written).put("cache_read_input_tokens", cached);
    if (details.path("cache_write_1h_tokens").isIntegralNumber()) {
      long hour = details.path("cache_write_1h_tokens").asLong();
      told.putObject("cache_creation")
          .put("ephemeral_5m_input_tokens", Math.max(0, written - hour))
          .put("ephemeral_1h_input_tokens", hour);
    }
    told.put("output_tokens", usage.path("completion_tokens").asLong());
    for (String field : AS_THEY_ARE) {
      if (usage.hasNonNull(field)) {
        told.set(field, usage.path(field));
      }
    }
    return told;
  }
}
