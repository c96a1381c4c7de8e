package ai.nemorouter.provider.chat;

import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// Which tools the model may call.
///
/// @param name of the one it must call; only with `NAMED`
public record ToolChoice(Kind kind, @Nullable String name) {
  /// How far it is free.
  public enum Kind {
    AUTO,
    NONE,
    REQUIRED,
    NAMED
  }

  static ToolChoice of(JsonNode choice) throws UntranslatableException {
    if (choice.isMissingNode() || choice.isNull()) {
      return new ToolChoice(Kind.AUTO, null);
    }
    JsonNode name = choice.path("function").path("name");
    if (choice.isObject() && name.isTextual()) {
      return new ToolChoice(Kind.NAMED, name.asText());
    }
    return switch (choice.asText()) {
      case "auto" -> new ToolChoice(Kind.AUTO, null);
      case "none" -> new ToolChoice(Kind.NONE, null);
      case "required" -> new ToolChoice(Kind.REQUIRED, null);
      default ->
          throw new UntranslatableException(
              "tool_choice",
              "This \"tool_choice\" cannot be said to the provider. Use \"auto\", \"none\","
                  + " \"required\" or the name of a function.");
    };
  }

  /// Whether a tool must be called.
  public boolean isForced() {
    return kind == Kind.REQUIRED || kind == Kind.NAMED;
  }
}
