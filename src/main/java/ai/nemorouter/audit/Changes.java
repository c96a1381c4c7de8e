package ai.nemorouter.audit;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an entry of the audit log tells of a change: each field as it was before and after. What
/// stayed the same is there where it says what the change was about.
public final class Changes {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final ObjectNode fields = Json.object();

  private Changes() {}

  public static Changes none() {
    return new Changes();
  }

  /// Every field of both that differs.
  ///
  /// @param before null for what was not there
  /// @param after null for what is not there any more
  public static Changes between(@Nullable ObjectNode before, @Nullable ObjectNode after) {
    Changes changes = new Changes();
    Set<String> names = new LinkedHashSet<>();
    if (before != null) {
      before.fieldNames().forEachRemaining(names::add);
    }
    if (after != null) {
      after.fieldNames().forEachRemaining(names::add);
    }
    for (String name : names) {
      JsonNode was = value(before, name);
      JsonNode is = value(after, name);
      if (!was.equals(is)) {
        changes.put(name, was, is);
      }
    }
    return changes;
  }

  /// These and those.
  public Changes and(Changes others) {
    fields.setAll(others.fields.deepCopy());
    return this;
  }

  public Changes changed(String name, @Nullable String before, @Nullable String after) {
    return put(name, text(before), text(after));
  }

  public Changes changed(String name, boolean before, boolean after) {
    JsonNodeFactory values = JsonNodeFactory.instance;
    return put(name, values.booleanNode(before), values.booleanNode(after));
  }

  public Changes changed(String name, JsonNode before, JsonNode after) {
    return put(name, before, after);
  }

  /// What was not there before.
  public Changes added(String name, @Nullable String value) {
    return changed(name, null, value);
  }

  /// What is not there any more.
  public Changes removed(String name, @Nullable String value) {
    return changed(name, value, null);
  }

  /// What did not change, but says what the change was about.
  public Changes about(String name, @Nullable String value) {
    return changed(name, value, value);
  }

  public Changes about(String name, long value) {
    JsonNode number = JsonNodeFactory.instance.numberNode(value);
    return put(name, number, number);
  }

  public ObjectNode json() {
    return fields.deepCopy();
  }

  private Changes put(String name, JsonNode before, JsonNode after) {
    ObjectNode change = fields.putObject(name);
    change.set(BEFORE, before);
    change.set(AFTER, after);
    return this;
  }

  private static JsonNode value(@Nullable ObjectNode from, String name) {
    JsonNode value = from == null ? null : from.get(name);
    return value == null ? JsonNodeFactory.instance.nullNode() : value;
  }

  private static JsonNode text(@Nullable String value) {
    JsonNodeFactory values = JsonNodeFactory.instance;
    return value == null ? values.nullNode() : values.textNode(value);
  }
}
