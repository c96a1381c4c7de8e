package ai.nemorouter.provider.parameter;

import static ai.nemorouter.provider.parameter.Shape.OBJECT;
import static ai.nemorouter.provider.parameter.Shape.listOf;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What is known of a chat's tools: those that the client runs itself. Tools that the provider's
/// servers would run (searching the web, running code, calling other servers) are charged for by
/// themselves, so they are dropped.
final class Tools {
  private static final Shape CACHE_CONTROL = Fields.of("type", "ttl");

  static final Fields FUNCTION =
      Fields.of("name", "description", "strict")
          .and(OBJECT, "parameters")
          .and(CACHE_CONTROL, "cache_control");

  private static final Shape CLIENTS_OWN =
      Fields.of("type")
          .and(FUNCTION, "function")
          .and(Fields.of("name", "description").and(OBJECT, "format"), "custom")
          .and(CACHE_CONTROL, "cache_control");

  static final Shape LIST = listOf(Tools::tool);

  private static final Shape NAMED = Fields.of("type").and(Fields.of("name"), "function", "custom");

  private static final Shape ALLOWED =
      Fields.of("type").and(Fields.of("mode").and(listOf(Tools::named), "tools"), "allowed_tools");

  static final Shape CHOICE =
      (value, at, dropped) -> {
        if (value.isTextual()) {
          return value;
        }
        return value.path("type").asText().equals("allowed_tools")
            ? ALLOWED.kept(value, at, dropped)
            : named(value, at, dropped);
      };

  private Tools() {}

  private static @Nullable JsonNode tool(JsonNode value, String at, Dropped dropped) {
    return isClientsOwn(value)
        ? CLIENTS_OWN.kept(value, at, dropped)
        : dropped.all(at + value.path("type").asText());
  }

  private static @Nullable JsonNode named(JsonNode value, String at, Dropped dropped) {
    return isClientsOwn(value)
        ? NAMED.kept(value, at, dropped)
        : dropped.all(at + value.path("type").asText());
  }

  private static boolean isClientsOwn(JsonNode tool) {
    String type = tool.path("type").asText("function");
    return tool.isObject() && (type.equals("function") || type.equals("custom"));
  }
}
