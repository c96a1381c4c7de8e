package ai.nemorouter.provider.answer;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.TextTool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the calls of tools in an answer into ones that every client reads: each has a place, and
/// in its first piece a name that no other call of the conversation has; what it is called with is
/// text. Servers leave out places and names, give them twice, or write objects.
public final class ToolCalls {
  private static final int ID_LENGTH_MAX = 4_096;
  private static final int NAME_LENGTH_MAX = 256;
  private static final String NO_ARGUMENTS = "{}";

  private static final Set<String> OWN = Set.of("index", "id", "type", "function", "custom");

  /// One call, as far as it has come.
  private static final class Call {
    private final int place;
    private final String toldId;
    private final StringBuilder arguments = new StringBuilder();
    private String name = "";
    private String half = "";
    private boolean custom;

    /// Whether the client knows as a custom tool what the provider calls as a function.
    private boolean wrapped;

    private boolean begun;

    Call(int place, String toldId) {
      this.place = place;
      this.toldId = toldId;
    }

    /// Keeps the first half of a character until the second has come.
    private String joined(String more) {
      String whole = half + more;
      boolean cut = !whole.isEmpty() && Character.isHighSurrogate(whole.charAt(whole.length() - 1));
      half = cut ? whole.substring(whole.length() - 1) : "";
      return cut ? whole.substring(0, whole.length() - 1) : whole;
    }

    /// Whether it has come without anything that a function is called with.
    private boolean isBare() {
      return begun && !custom && arguments.toString().isBlank();
    }

    private boolean isWhole() {
      return arguments.length() > 0 && Json.isWhole(arguments.toString());
    }
  }

  private final Set<String> ids;
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> customNames;
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private @Nullable Call last;

  /// @param taken names of calls that the conversation has by now
  /// @param customNames the tools that the client knows as custom ones
  public ToolCalls(Set<String> taken, Set<String> customNames) {
    ids = new HashSet<>(taken);
    this.customNames = Set.copyOf(customNames);
  }

  /// Whether the answer calls tools.
  public boolean any() {
    return calls.stream().anyMatch(call -> call.begun);
  }

  /// The calls of an answer that came in one piece.
  ///
  /// @param cut whether the answer ended because it was as long as it may be
  public ArrayNode whole(JsonNode told, boolean cut) {
    ArrayNode all = Json.object().putArray("tool_calls");
    for (JsonNode call : told) {
      Call begun = new Call(calls.size(), "");
      calls.add(begun);
      begun.begun = true;
      name(begun, call);
      ObjectNode sent = head(begun, call);
      sent.remove("index");
      String text = text(call, begun);
      if (!cut && !begun.custom && text.isBlank()) {
        text = NO_ARGUMENTS;
      }
      body(sent, begun)
          .put(begun.custom ? "input" : "arguments", begun.wrapped ? TextTool.text(text) : text);
      all.add(sent);
    }
    return all;
  }

  /// What a client gets for the next pieces; empty where there is nothing yet.
  public ArrayNode pieces(JsonNode told) {
    ArrayNode sent = Json.object().putArray("tool_calls");
    for (JsonNode piece : told) {
      if (piece.isObject()) {
        add(piece, sent);
      }
    }
    return sent;
  }

  /// The name under which a client knows a call, where its provider's was taken; else the
  /// provider's.
  ///
  /// @param toldId the provider's
  public String sentId(String toldId) {
    return renamed.getOrDefault(toldId, toldId);
  }

  /// What is left when the answer is whole. A call without arguments has an empty object of them.
  ///
  /// @param cut whether the answer ended because it was as long as it may be: what it says to the
  ///   last may not be all
  public ArrayNode rest(boolean cut) {
    ArrayNode sent = Json.object().putArray("tool_calls");
    for (Call call : calls) {
      if (call.isBare() && !cut) {
        call.arguments.append(NO_ARGUMENTS);
        ObjectNode last = sent.addObject().put("index", call.place);
        last.putObject("function").put("arguments", NO_ARGUMENTS);
      } else if (call.wrapped && call.begun) {
        ObjectNode last = sent.addObject().put("index", call.place);
        last.putObject("custom").put("input", TextTool.text(call.arguments.toString()));
      }
    }
    return sent;
  }

  private void add(JsonNode piece, ArrayNode sent) {
    Call call = callOf(piece);
    last = call;
    name(call, piece);
    String more = call.joined(text(piece, call));
    if (!call.begun && call.name.isEmpty()) {
      // A client cannot act on a call without a name.
      call.arguments.append(more);
      return;
    }
    ObjectNode next;
    if (call.begun) {
      next = Json.object().put("index", call.place);
    } else {
      next = head(call, piece);
      more = call.arguments + more;
      call.arguments.setLength(0);
    }
    boolean first = !call.begun;
    call.begun = true;
    call.arguments.append(more);
    if (call.wrapped) {
      // What the client reads is known only when all of it is there.
      more = "";
    }
    if (first || !more.isEmpty()) {
      body(next, call).put(call.custom ? "input" : "arguments", more);
      sent.add(next);
    }
  }

  private Call callOf(JsonNode piece) {
    JsonNode place = piece.path("index");
    String id = piece.path("id").asText("");
    String name = nameOf(piece);
    Call known = place.canConvertToInt() ? byIndex.get(place.asInt()) : known(id);
    if (known == null && !place.canConvertToInt() && (id.isEmpty() || name.isEmpty())) {
      known = last;
    }
    if (known != null && isNamedOtherwise(known, id)) {
      // Under the index of another, the name of the call counts.
      Call named = known(id);
      known = named == null ? known : named;
    }
    if (known == null || isAnother(known, piece, id, name)) {
      known = new Call(calls.size(), id);
      calls.add(known);
      if (place.canConvertToInt()) {
        byIndex.put(place.asInt(), known);
      }
    }
    return known;
  }

  private @Nullable Call known(String id) {
    return calls.reversed().stream()
        .filter(call -> !id.isEmpty() && call.toldId.equals(id))
        .findFirst()
        .orElse(null);
  }

  /// Some give every call the same index, or none at all, or all the same name.
  private static boolean isAnother(Call known, JsonNode piece, String id, String name) {
    if (name.isEmpty() || known.name.isEmpty()) {
      return !name.isEmpty() && isNamedOtherwise(known, id);
    }
    boolean goesOn = known.name.equals(name) && !isNamedOtherwise(known, id);
    return !goesOn || (known.isWhole() && (id.isEmpty() || !text(piece, known).isBlank()));
  }

  private static boolean isNamedOtherwise(Call known, String id) {
    return !id.isEmpty() && !known.toldId.isEmpty() && !id.equals(known.toldId);
  }

  private void name(Call call, JsonNode piece) {
    if (call.name.isEmpty()) {
      String name = nameOf(piece);
      call.name = name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX);
      call.wrapped = customNames.contains(call.name) && !piece.path("custom").isObject();
      call.custom = call.wrapped || piece.path("custom").isObject();
    }
  }

  private static String nameOf(JsonNode piece) {
    String name = piece.path("function").path("name").asText("");
    return name.isEmpty() ? piece.path("custom").path("name").asText("") : name;
  }

  private ObjectNode head(Call call, JsonNode piece) {
    String id = call.toldId.isEmpty() ? piece.path("id").asText("") : call.toldId;
    ObjectNode head = Json.object().put("index", call.place).put("id", unique(id));
    head.put("type", call.custom ? "custom" : "function");
    // What servers say besides, as signatures of thoughts, comes back with the call.
    for (Map.Entry<String, JsonNode> field : piece.properties()) {
      if (!OWN.contains(field.getKey()) && !field.getValue().isNull()) {
        head.set(field.getKey(), field.getValue());
      }
    }
    return head;
  }

  private String unique(String id) {
    boolean usable = !id.isEmpty() && id.length() <= ID_LENGTH_MAX && ids.add(id);
    if (usable) {
      return id;
    }
    String other = "call_" + UUID.randomUUID().toString().replace("-", "");
    if (!id.isEmpty()) {
      renamed.put(id, other);
    }
    return other;
  }

  private static ObjectNode body(ObjectNode piece, Call call) {
    boolean first = piece.has("id");
    ObjectNode body = piece.putObject(call.custom ? "custom" : "function");
    return first ? body.put("name", call.name) : body;
  }

  private static String text(JsonNode piece, Call call) {
    JsonNode told =
        call.custom && !call.wrapped
            ? piece.path("custom").path("input")
            : piece.path("function").path("arguments");
    if (told.isContainerNode()) {
      return Json.write(told);
    }
    return told.isNull() ? "" : told.asText("");
  }
}
