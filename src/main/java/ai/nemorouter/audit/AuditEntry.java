package ai.nemorouter.audit;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that was done, as it was written down.
///
/// @param actorId null for the application itself
/// @param details what changed, in JSON
/// @param block where in the chain it is; null while it waits to be sealed
public record AuditEntry(
    UUID id,
    Instant at,
    String actorKind,
    @Nullable UUID actorId,
    String actorName,
    String action,
    String target,
    String details,
    String address,
    String agent,
    @Nullable Long block) {

  /// A field that the entry tells of.
  ///
  /// @param before null where there was nothing
  /// @param after null where there is nothing any more
  public record Field(String name, @Nullable String before, @Nullable String after) {
    /// Whether it only says what the change was about.
    public boolean isUnchanged() {
      return before != null && before.equals(after);
    }
  }

  /// What was done, in words.
  public String title() {
    return AuditText.title(this);
  }

  public String actorLabel() {
    return switch (actorKind) {
      case "operator" -> "operator";
      case "operator_key" -> "operator key";
      case "automation" -> "management key";
      case "setup" -> "NemoRouter itself";
      default -> "member";
    };
  }

  /// What changed, field by field. Entries of early versions may tell less than both sides.
  public List<Field> fields() {
    ObjectNode json = json();
    List<Field> fields = new ArrayList<>();
    if (isChange(json)) {
      // An early form: all of it before and after.
      return AuditText.flattened(json);
    }
    json.properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (isChange(value)) {
            fields.add(
                new Field(
                    AuditText.words(field.getKey()),
                    AuditText.shown(value.path("before")),
                    AuditText.shown(value.path("after"))));
          } else {
            String shown = AuditText.shown(value);
            fields.add(new Field(AuditText.words(field.getKey()), shown, shown));
          }
        });
    return List.copyOf(fields);
  }

  public ObjectNode json() {
    return Json.parseObject(details.getBytes(StandardCharsets.UTF_8));
  }

  static boolean isChange(JsonNode value) {
    return value.isObject() && value.has("before") && value.has("after");
  }
}
