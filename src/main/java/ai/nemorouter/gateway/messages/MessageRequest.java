package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.tokens;
import static ai.nemorouter.gateway.request.ChatFields.unread;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;
import static java.util.stream.Collectors.toSet;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A request of an Anthropic client in the gateway's own form of a chat. Fields that change what is
/// served or charged and have no counterpart are refused by name; hints about anything else
/// (`context_management`, betas) are passed over.
final class MessageRequest {
  private static final List<String> KEPT =
      List.of("model", "stream", "temperature", "top_p", "top_k", "cache_control");

  /// What OpenRouter adds to the format.
  private static final List<String> ROUTING =
      List.of("models", "provider", "route", "plugins", "preset", "transforms");

  private static final List<String> REFUSED = List.of("mcp_servers", "container", "inference_geo");

  /// What is read in another way than by copying it.
  private static final List<String> READ =
      List.of(
          "max_tokens",
          "system",
          "messages",
          "tools",
          "tool_choice",
          "stop_sequences",
          "metadata",
          "thinking",
          "output_config",
          "output_format",
          "service_tier",
          "speed",
          "usage");

  private static final Set<String> ALL_READ =
      Stream.of(KEPT, ROUTING, REFUSED, READ).flatMap(List::stream).collect(toSet());

  private MessageRequest() {}

  /// The names of fields without effect.
  static List<String> ignored(ObjectNode body) {
    return unread(body, ALL_READ);
  }

  static ObjectNode chat(ObjectNode body) {
    for (String field : REFUSED) {
      if (!isAbsent(body.path(field))
          && !(body.path(field).isArray() && body.path(field).isEmpty())) {
        throw unsupported(field, "\"" + field + "\" is not served here. Leave it out.");
      }
    }
    if (body.path("speed").asText("standard").equals("fast")) {
      throw unsupported("speed", "\"speed\" must be \"standard\" here.");
    }
    ObjectNode chat = Json.object();
    copy(body, chat, KEPT);
    copy(body, chat, ROUTING);
    ceiling(body, chat);
    ArrayNode messages = chat.putArray("messages");
    MessageTurns.system(body.path("system"), messages);
    MessageTurns.add(body.path("messages"), messages);
    MessageTools.tools(body.path("tools"), chat);
    MessageTools.choice(body.path("tool_choice"), chat);
    copy(body, "stop_sequences", chat, "stop");
    copy(body.path("metadata"), "user_id", chat, "user");
    thinking(body.path("thinking"), chat);
    output(body, chat);
    if (body.path("service_tier").asText().equals("standard_only")) {
      chat.put("service_tier", "default");
    }
    return chat;
  }

  private static void ceiling(ObjectNode body, ObjectNode chat) {
    long ceiling =
        tokens(body, "max_tokens")
            .orElseThrow(() ->
                invalid(
                    "max_tokens",
                    "\"max_tokens\" is missing: say how many tokens the answer may have."));
    chat.put("max_completion_tokens", ceiling);
  }

  private static void thinking(JsonNode thinking, ObjectNode chat) {
    if (isAbsent(thinking)) {
      return;
    }
    ObjectNode reasoning = chat.putObject("reasoning");
    switch (thinking.path("type").asText()) {
      case "enabled" -> {
        JsonNode budget = thinking.path("budget_tokens");
        if (!budget.isIntegralNumber() || budget.asLong() < 1) {
          throw invalid(
              "thinking.budget_tokens",
              "\"thinking.budget_tokens\" must be a whole number of tokens, at least 1.");
        }
        if (budget.asLong() >= chat.path("max_completion_tokens").asLong()) {
          throw invalid(
              "thinking.budget_tokens",
              "\"thinking.budget_tokens\" must be less than \"max_tokens\".");
        }
        reasoning.put("enabled", true).put("max_tokens", budget.asLong());
      }
      case "adaptive" -> reasoning.put("enabled", true);
      case "disabled" -> reasoning.put("enabled", false);
      default ->
          throw invalid(
              "thinking.type",
              "\"thinking.type\" must be \"enabled\", \"adaptive\" or \"disabled\".");
    }
    if (thinking.path("display").asText().equals("omitted")) {
      reasoning.put("exclude", true);
    }
  }

  /// How much to think, and the form of the answer: clients of some months ago said the latter in a
  /// field of its own.
  private static void output(ObjectNode body, ObjectNode chat) {
    JsonNode output = body.path("output_config");
    if (output.path("effort").isTextual()) {
      ObjectNode reasoning =
          chat.path("reasoning") instanceof ObjectNode known ? known : chat.putObject("reasoning");
      reasoning.set("effort", output.path("effort"));
    }
    JsonNode format =
        isAbsent(output.path("format")) ? body.path("output_format") : output.path("format");
    if (isAbsent(format)) {
      return;
    }
    if (!format.path("type").asText().equals("json_schema") || !format.path("schema").isObject()) {
      throw unsupported(
          "output_config.format",
          "\"output_config.format\" must be a \"json_schema\" with a schema.");
    }
    ObjectNode asked = chat.putObject("response_format").put("type", "json_schema");
    ObjectNode schema = asked.putObject("json_schema").put("name", "answer").put("strict", true);
    schema.set("schema", format.path("schema"));
  }
}
