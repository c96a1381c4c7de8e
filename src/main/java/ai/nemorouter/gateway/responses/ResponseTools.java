package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.TextTool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tools of a request. All that the client runs itself become functions of a chat, and a call
/// of one is told in the words in which the client knows it. Tools that OpenAI's servers would run
/// have no counterpart: they are left out, and named.
final class ResponseTools {
  private static final String LOCAL_SHELL = "local_shell";
  private static final int NAME_LENGTH_MAX = 64;

  /// What a client calls a function that a chat has under one plain name.
  ///
  /// @param namespace the group that it belongs to, if any
  record Named(Kind kind, @Nullable String namespace, String name) {
    enum Kind {
      FUNCTION,
      /// It takes bare text.
      CUSTOM,
      LOCAL_SHELL
    }
  }

  private final Map<String, Named> named = new HashMap<>();
  private final ArrayNode functions = Json.object().putArray("tools");
  private final Set<String> leftOut = new LinkedHashSet<>();

  /// @param at where they stand in the request
  void add(JsonNode tools, String at) {
    if (isAbsent(tools)) {
      return;
    }
    if (!tools.isArray()) {
      throw invalid(at, "\"" + at + "\" must be an array.");
    }
    for (int i = 0; i < tools.size(); i++) {
      add(tools.path(i), at + "[" + i + "].", null);
    }
  }

  private void add(JsonNode tool, String at, @Nullable JsonNode group) {
    String type = tool.path("type").asText("function");
    switch (type) {
      case "function" -> function(tool, at, group);
      case "custom" -> {
        text(tool, "name", at);
        offer(tool, TextTool.function(tool), Named.Kind.CUSTOM, group);
      }
      case "namespace" -> {
        JsonNode members = tool.path("tools");
        for (int i = 0; i < members.size(); i++) {
          add(members.path(i), at + "tools[" + i + "].", tool);
        }
      }
      case LOCAL_SHELL -> offer(tool, localShell(), Named.Kind.LOCAL_SHELL, null);
      default -> leftOut.add("tools[]" + type);
    }
  }

  private void function(JsonNode tool, String at, @Nullable JsonNode group) {
    ObjectNode function = Json.object().put("name", text(tool, "name", at));
    copy(tool, "description", function, "description");
    copy(tool, "parameters", function, "parameters");
    copy(tool, "strict", function, "strict");
    offer(tool, function, Named.Kind.FUNCTION, group);
  }

  /// What is said of a group is said with its first function.
  private void offer(
      JsonNode tool, ObjectNode function, Named.Kind kind, @Nullable JsonNode group) {
    String name = function.path("name").asText();
    String namespace = group == null ? null : group.path("name").asText();
    boolean first = named.values().stream().noneMatch(known -> isOf(known, namespace));
    String flat = flat(namespace, name);
    if (named.putIfAbsent(flat, new Named(kind, namespace, name)) != null) {
      return;
    }
    function.put("name", flat);
    if (group != null && first && group.path("description").isTextual()) {
      String more = function.path("description").asText("");
      function.put("description", (group.path("description").asText() + "\n\n" + more).strip());
    }
    ObjectNode wrapped = functions.addObject().put("type", "function");
    wrapped.set("function", function);
    copy(tool, "cache_control", wrapped, "cache_control");
  }

  private static boolean isOf(Named known, @Nullable String namespace) {
    return namespace != null && namespace.equals(known.namespace());
  }

  /// One name for a function of a group, of the letters and length that providers take.
  private static String flat(@Nullable String namespace, String name) {
    if (namespace == null || namespace.isEmpty()) {
      return name;
    }
    String whole = namespace + (namespace.endsWith("__") ? "" : "__") + name;
    String fit = whole.replaceAll("[^A-Za-z0-9_-]", "_");
    if (fit.length() <= NAME_LENGTH_MAX) {
      return fit;
    }
    String hash = Integer.toHexString(whole.hashCode());
    return fit.substring(0, NAME_LENGTH_MAX - hash.length() - 1) + "_" + hash;
  }

  private static ObjectNode localShell() {
    ObjectNode function = Json.object().put("name", LOCAL_SHELL);
    function.put("description", "Runs a command on the user's machine and returns its output.");
    ObjectNode parameters = function.putObject("parameters").put("type", "object");
    ObjectNode properties = parameters.putObject("properties");
    properties.putObject("command").put("type", "array").putObject("items").put("type", "string");
    properties.putObject("working_directory").put("type", "string");
    properties.putObject("timeout_ms").put("type", "integer");
    parameters.putArray("required").add("command");
    return function;
  }

  /// The chat's name of a function that the client calls so.
  String nameOf(JsonNode call, String at) {
    JsonNode namespace = call.path("namespace");
    return flat(namespace.isTextual() ? namespace.asText() : null, text(call, "name", at));
  }

  /// What the client calls a function of the chat.
  Named named(String name) {
    return named.getOrDefault(name, new Named(Named.Kind.FUNCTION, null, name));
  }

  /// Names something of the request that has no effect.
  void leaveOut(String name) {
    leftOut.add(name);
  }

  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /// Writes the tools, and which of them may be called. A choice without tools is none.
  void write(JsonNode choice, ObjectNode chat) {
    if (!functions.isEmpty()) {
      chat.set("tools", functions);
    }
    if (isAbsent(choice) || (choice.isTextual() && functions.isEmpty())) {
      return;
    }
    if (choice.isTextual()) {
      chat.set("tool_choice", choice);
      return;
    }
    String type = choice.path("type").asText();
    if (type.equals("allowed_tools")) {
      allowed(choice, chat);
    } else {
      chat.set("tool_choice", one(choice, "tool_choice."));
    }
  }

  private void allowed(JsonNode choice, ObjectNode chat) {
    ArrayNode tools = Json.object().putArray("tools");
    for (JsonNode tool : choice.path("tools")) {
      if (isClients(tool)) {
        tools.add(one(tool, "tool_choice.tools[" + tools.size() + "]."));
      }
    }
    if (tools.isEmpty()) {
      return;
    }
    ObjectNode told = chat.putObject("tool_choice").put("type", "allowed_tools");
    ObjectNode allowed = told.putObject("allowed_tools");
    copy(choice, "mode", allowed, "mode");
    allowed.set("tools", tools);
  }

  private static boolean isClients(JsonNode tool) {
    return Set.of("function", "custom", LOCAL_SHELL).contains(tool.path("type").asText());
  }

  private ObjectNode one(JsonNode tool, String at) {
    if (!isClients(tool)) {
      throw unsupported(
          at + "type",
          "The tool `"
              + tool.path("type").asText()
              + "` is not served here, so that it cannot be chosen. Set \"tool_choice\" to \"auto\".");
    }
    String name = tool.path("type").asText().equals(LOCAL_SHELL) ? LOCAL_SHELL : nameOf(tool, at);
    ObjectNode told = Json.object().put("type", "function");
    told.putObject("function").put("name", name);
    return told;
  }
}
