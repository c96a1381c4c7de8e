package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.isAbsent;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// One response: what was asked for, how far it is, and what it holds by now. Clients expect what
/// they asked for in the answer, with nulls where they said nothing.
final class ResponseBody {
  private static final List<String> ECHOED_OR_NULL =
      List.of(
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "temperature",
          "top_p",
          "prompt_cache_key",
          "safety_identifier",
          "user");

  private final ObjectNode asked;
  private final ResponseTools tools;
  private String id = "";
  private long createdAt;
  private JsonNode model;
  private JsonNode provider;
  private JsonNode tier;

  /// @param asked the request as it came
  ResponseBody(ObjectNode asked, ResponseTools tools) {
    this.asked = asked;
    this.tools = tools;
    this.createdAt = System.currentTimeMillis() / 1000;
    this.model = asked.path("model");
    this.provider = Json.object().path("provider");
    this.tier = Json.object().path("service_tier");
  }

  ResponseTools tools() {
    return tools;
  }

  /// The name of the n-th item.
  String itemId(String prefix, int index) {
    return prefix + "_" + id.substring(id.indexOf('-') + 1) + "_" + index;
  }

  /// Takes over what a chat completion, or a chunk of it, says about itself.
  void describe(ObjectNode chat) {
    id = chat.path("id").asText("");
    model = chat.path("model");
    provider = chat.path("provider");
    if (chat.hasNonNull("service_tier")) {
      tier = chat.path("service_tier");
    }
    createdAt = chat.path("created").asLong(createdAt);
  }

  ObjectNode inProgress() {
    return body("in_progress", Json.object().putArray("output"));
  }

  /// @param finishReason of the chat
  ObjectNode finished(String finishReason, ArrayNode output, JsonNode usage) {
    String incomplete = incompleteReason(finishReason);
    ObjectNode body = body(incomplete.isEmpty() ? "completed" : "incomplete", output);
    if (incomplete.isEmpty()) {
      body.put("completed_at", System.currentTimeMillis() / 1000);
    } else {
      body.putObject("incomplete_details").put("reason", incomplete);
    }
    body.set("usage", ResponseUsage.of(usage));
    return body;
  }

  ObjectNode failed(String code, String message, ArrayNode output) {
    ObjectNode body = body("failed", output);
    body.putObject("error").put("code", code).put("message", message);
    return body;
  }

  /// Why an answer is not whole; empty if it is.
  static String incompleteReason(String finishReason) {
    return switch (finishReason) {
      case "length" -> "max_output_tokens";
      case "content_filter" -> "content_filter";
      default -> "";
    };
  }

  private ObjectNode body(String status, ArrayNode output) {
    ObjectNode body = Json.object();
    body.put("id", id).put("object", "response").put("created_at", createdAt);
    body.put("status", status).put("background", false).putNull("completed_at");
    body.putNull("error").putNull("incomplete_details");
    body.set("model", model);
    if (!provider.isMissingNode()) {
      body.set("provider", provider);
    }
    body.set("output", output);
    for (String field : ECHOED_OR_NULL) {
      body.set(field, isAbsent(asked.path(field)) ? null : asked.path(field));
    }
    body.putNull("previous_response_id").putNull("prompt").put("store", false);
    body.put("truncation", "disabled").put("top_logprobs", 0);
    JsonNodeFactory json = JsonNodeFactory.instance;
    put(body, "frequency_penalty", json.numberNode(0));
    put(body, "presence_penalty", json.numberNode(0));
    put(body, "parallel_tool_calls", json.booleanNode(true));
    put(body, "tools", json.arrayNode());
    put(body, "tool_choice", json.textNode("auto"));
    put(body, "metadata", json.objectNode());
    put(body, "reasoning", json.objectNode().putNull("effort").putNull("summary"));
    body.set("text", withFormat(asked.path("text")));
    put(body, "service_tier", json.textNode("default"));
    if (!tier.isMissingNode()) {
      body.set("service_tier", tier);
    }
    body.putNull("usage");
    return body;
  }

  private static ObjectNode withFormat(JsonNode text) {
    ObjectNode told = text.isObject() ? text.deepCopy() : Json.object();
    if (isAbsent(told.path("format"))) {
      told.putObject("format").put("type", "text");
    }
    return told;
  }

  private void put(ObjectNode body, String field, JsonNode otherwise) {
    body.set(field, isAbsent(asked.path(field)) ? otherwise : asked.path(field));
  }
}
