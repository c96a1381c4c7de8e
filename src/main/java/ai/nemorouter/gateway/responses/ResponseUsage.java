package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.copy;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Token counts under the names that Responses have for them, and the cost.
final class ResponseUsage {
  private ResponseUsage() {}

  /// @param usage of a chat completion
  static ObjectNode of(JsonNode usage) {
    JsonNode prompt = usage.path("prompt_tokens_details");
    ObjectNode told = Json.object();
    told.put("input_tokens", usage.path("prompt_tokens").asLong());
    ObjectNode input = told.putObject("input_tokens_details");
    input.put("cached_tokens", prompt.path("cached_tokens").asLong());
    input.put("cache_write_tokens", prompt.path("cache_write_tokens").asLong());
    told.put("output_tokens", usage.path("completion_tokens").asLong());
    told.putObject("output_tokens_details")
        .put(
            "reasoning_tokens",
            usage.path("completion_tokens_details").path("reasoning_tokens").asLong());
    told.put("total_tokens", usage.path("total_tokens").asLong());
    copy(usage, "cost", told, "cost");
    copy(usage, "is_byok", told, "is_byok");
    JsonNode details = usage.path("cost_details");
    if (details.isObject()) {
      ObjectNode cost = told.putObject("cost_details");
      copy(details, "upstream_inference_cost", cost, "upstream_inference_cost");
      copy(details, "upstream_inference_prompt_cost", cost, "upstream_inference_input_cost");
      copy(details, "upstream_inference_completions_cost", cost, "upstream_inference_output_cost");
    }
    return told;
  }
}
