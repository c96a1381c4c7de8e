package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.flag;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.tokens;
import static ai.nemorouter.gateway.request.ChatFields.unread;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;
import static java.util.stream.Collectors.toSet;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A request of a Responses client in the gateway's own form of a chat. Nothing is kept between two
/// requests, so whatever refers to an earlier one is refused.
///
/// @param tools what the client calls the functions of the chat
/// @param ignored the names of what has no effect
record ResponseRequest(ObjectNode chat, ResponseTools tools, List<String> ignored) {
  private static final List<String> KEPT =
      List.of(
          "model",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "seed",
          "stop",
          "frequency_penalty",
          "presence_penalty",
          "parallel_tool_calls",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "service_tier");

  /// What OpenRouter adds to the format.
  private static final List<String> ROUTING =
      List.of("models", "provider", "route", "plugins", "preset", "transforms");

  private static final List<String> KEEPS_STATE =
      List.of("previous_response_id", "conversation", "prompt");

  private static final String ENCRYPTED_REASONING = "reasoning.encrypted_content";

  /// What is read in another way than by copying it, or refused unless it changes nothing.
  private static final List<String> READ =
      List.of(
          "max_output_tokens",
          "instructions",
          "input",
          "tools",
          "tool_choice",
          "text",
          "reasoning",
          "store",
          "background",
          "include",
          "top_logprobs",
          "metadata",
          "usage");

  private static final Set<String> ALL_READ =
      Stream.of(KEPT, ROUTING, KEEPS_STATE, READ).flatMap(List::stream).collect(toSet());

  ResponseRequest {
    ignored = List.copyOf(ignored);
  }

  static ResponseRequest of(ObjectNode body) {
    ResponseTools tools = new ResponseTools();
    ObjectNode chat = chat(body, tools);
    List<String> ignored = new ArrayList<>(unread(body, ALL_READ));
    ignored.addAll(tools.leftOut());
    return new ResponseRequest(chat, tools, ignored);
  }

  private static ObjectNode chat(ObjectNode body, ResponseTools tools) {
    refuseState(body);
    refuseExtras(body);
    ObjectNode chat = Json.object();
    copy(body, chat, KEPT);
    copy(body, chat, ROUTING);
    tokens(body, "max_output_tokens")
        .ifPresent(ceiling -> chat.put("max_completion_tokens", ceiling));
    ArrayNode messages = chat.putArray("messages");
    if (!isAbsent(body.path("instructions"))) {
      String instructions = text(body, "instructions", "");
      messages.addObject().put("role", "system").put("content", instructions);
    }
    tools.add(body.path("tools"), "tools");
    ResponseItems.add(body.path("input"), messages, tools);
    tools.write(body.path("tool_choice"), chat);
    format(body.path("text").path("format"), chat);
    copy(body.path("text"), "verbosity", chat, "verbosity");
    reasoning(body.path("reasoning"), chat);
    return chat;
  }

  private static void refuseState(ObjectNode body) {
    if (flag(body, "store")) {
      throw unsupported(
          "store", "\"store\" must be false: responses are not kept here. Send the whole input.");
    }
    if (flag(body, "background")) {
      throw unsupported(
          "background", "\"background\" must be false: responses are not kept here. Stream them.");
    }
    for (String field : KEEPS_STATE) {
      if (!isAbsent(body.path(field))) {
        throw unsupported(
            field,
            "\"" + field + "\" is not served: responses are not kept here. Send the whole input.");
      }
    }
  }

  private static void refuseExtras(ObjectNode body) {
    for (JsonNode wanted : body.path("include")) {
      if (!wanted.asText().equals(ENCRYPTED_REASONING)) {
        throw unsupported(
            "include",
            "\"include\" may name `"
                + ENCRYPTED_REASONING
                + "` only, not `"
                + wanted.asText()
                + "`.");
      }
    }
    if (body.path("top_logprobs").asInt() != 0) {
      throw unsupported("top_logprobs", "\"top_logprobs\" is served on /v1/chat/completions only.");
    }
  }

  private static void format(JsonNode format, ObjectNode chat) {
    if (isAbsent(format)) {
      return;
    }
    switch (format.path("type").asText()) {
      case "text" -> {}
      case "json_object" -> chat.putObject("response_format").put("type", "json_object");
      case "json_schema" -> {
        ObjectNode asked = chat.putObject("response_format").put("type", "json_schema");
        ObjectNode schema = asked.putObject("json_schema");
        schema.put("name", text(format, "name", "text.format."));
        copy((ObjectNode) format, schema, List.of("description", "schema", "strict"));
      }
      default ->
          throw invalid(
              "text.format.type",
              "\"text.format.type\" must be \"text\", \"json_object\" or \"json_schema\".");
    }
  }

  /// An effort alone has a name of its own in chats, which more servers know than OpenRouter's
  /// object. Summaries come where a provider gives them; a chat cannot ask for them.
  private static void reasoning(JsonNode reasoning, ObjectNode chat) {
    ObjectNode more = Json.object();
    for (String field : List.of("max_tokens", "enabled", "exclude")) {
      copy(reasoning, field, more, field);
    }
    if (more.isEmpty()) {
      copy(reasoning, "effort", chat, "reasoning_effort");
    } else {
      copy(reasoning, "effort", more, "effort");
      chat.set("reasoning", more);
    }
  }
}
