package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Part;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model thought, which answers say up to three times: under two names, and in details that
/// may be signed. It is looked at once, and what is let through goes under all names. Callers do
/// not get their own values back in it, because it is signed as the model wrote it.
final class ThoughtScreen {
  static final String GROUP = "reasoning";
  private static final String DETAILS = "reasoning_details";
  private static final String SIGNATURE = "signature";
  private static final String CONTENT = "reasoning_content";

  private final ChoiceScreen choice;
  private @Nullable Carrier last;

  ThoughtScreen(ChoiceScreen choice) {
    this.choice = choice;
  }

  static boolean speaks(ObjectNode said) {
    return !plain(said).isEmpty() || !told(said).isEmpty();
  }

  /// @param before takes what was held back of what was thought before
  void take(ObjectNode said, ObjectNode before) {
    String plain = plain(said);
    String told = told(said);
    if (!told.isEmpty()) {
      String out = details(said, before);
      if (plain.equals(told)) {
        put(said, out);
      } else if (!plain.isEmpty()) {
        put(said, choice.say(beside(), plain));
      }
    } else if (!plain.isEmpty()) {
      Carrier carrier = last == null ? beside() : last;
      last = carrier;
      put(said, choice.say(carrier, plain));
    }
    signatures(said);
    drop(said);
  }

  private static String plain(ObjectNode said) {
    String plain = said.path(GROUP).asText("");
    return plain.isEmpty() ? said.path(CONTENT).asText("") : plain;
  }

  private static String told(ObjectNode said) {
    StringBuilder told = new StringBuilder();
    said.path(DETAILS).forEach(detail -> told.append(detail.path(field(detail)).asText("")));
    return told.toString();
  }

  private static String field(JsonNode detail) {
    return detail.path("text").isTextual() ? "text" : "summary";
  }

  private static void put(ObjectNode said, String out) {
    if (out.isEmpty()) {
      said.remove(GROUP);
      said.remove(CONTENT);
    } else {
      said.put(GROUP, out).put(CONTENT, out);
    }
  }

  private String details(ObjectNode said, ObjectNode before) {
    StringBuilder out = new StringBuilder();
    ObjectNode earlier = null;
    for (JsonNode node : said.path(DETAILS)) {
      String field = field(node);
      String text = node.path(field).asText("");
      if (!(node instanceof ObjectNode detail) || text.isEmpty()) {
        continue;
      }
      Carrier carrier = carrier(detail, field);
      Carrier silent = last;
      if (silent != null && silent != carrier && earlier != null) {
        String rest = silent.close();
        append(earlier, rest);
        out.append(rest);
      } else if (silent != null && silent != carrier) {
        silent.closeInto(before);
      }
      last = carrier;
      earlier = detail;
      String sent = choice.say(carrier, text);
      detail.put(field, sent);
      out.append(sent);
    }
    return out.toString();
  }

  private static void append(ObjectNode detail, String more) {
    String field = detail.path("summary").isTextual() ? "summary" : "text";
    if (!more.isEmpty()) {
      detail.put(field, detail.path(field).asText("") + more);
    }
  }

  private Carrier beside() {
    return choice.carrier(
        GROUP,
        GROUP,
        Part.aside(choice.path() + GROUP, "assistant"),
        (said, text) -> put(said, said.path(GROUP).asText("") + text),
        false);
  }

  private static String key(JsonNode detail) {
    return DETAILS + detail.path("type").asText("") + detail.path("index").asText("");
  }

  private Carrier carrier(ObjectNode detail, String field) {
    ObjectNode facts = detail.deepCopy();
    facts.remove(List.of("text", "summary", SIGNATURE, "data"));
    return choice.carrier(
        key(detail),
        GROUP,
        Part.aside(choice.path() + DETAILS, "assistant"),
        (said, text) -> {
          put(said, said.path(GROUP).asText("") + text);
          said.withArray("/" + DETAILS).add(facts.deepCopy().put(field, text));
        },
        false);
  }

  /// A signature is of the whole thought: what was held back of it comes first, and where something
  /// of it was replaced, it proves nothing any more.
  private void signatures(ObjectNode said) {
    for (JsonNode node : said.path(DETAILS)) {
      if (!(node instanceof ObjectNode detail) || !detail.hasNonNull(SIGNATURE)) {
        continue;
      }
      Carrier known = choice.known(key(detail));
      Carrier carrier = known == null ? last : known;
      if (carrier == null) {
        continue;
      }
      String rest = carrier.close();
      if (!rest.isEmpty()) {
        append(detail, rest);
        put(said, said.path(GROUP).asText("") + rest);
      }
      if (carrier.isChanged()) {
        detail.remove(SIGNATURE);
      }
    }
  }

  /// Details of which nothing is left for now.
  private static void drop(ObjectNode said) {
    if (!(said.path(DETAILS) instanceof ArrayNode details)) {
      return;
    }
    details.removeIf(detail ->
        (detail.path("text").isTextual() || detail.path("summary").isTextual())
            && detail.path(field(detail)).asText("").isEmpty()
            && !detail.hasNonNull(SIGNATURE)
            && !detail.hasNonNull("data"));
    if (details.isEmpty()) {
      said.remove(DETAILS);
    }
  }
}
