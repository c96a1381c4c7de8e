package ai.nemorouter.gateway.answer;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.provider.Provider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Under which name a server of OpenAI's protocol says what its model thought. Some refuse a
/// conversation whose thoughts do not come back under that name, and clients keep but one of them.
@ApplicationScoped
public class ReasoningFields {
  static final String REASONING = "reasoning";
  static final String REASONING_CONTENT = "reasoning_content";
  private static final String DETAILS = "reasoning_details";
  private static final int REMEMBERED_MAX = 10_000;

  private final Map<String, String> names = new ConcurrentHashMap<>();

  /// @param said a message or delta as it came
  void heard(Offering offering, JsonNode said) {
    if (!said.path(REASONING).asText("").isEmpty()) {
      remember(offering, REASONING);
    } else if (!said.path(REASONING_CONTENT).asText("").isEmpty()) {
      remember(offering, REASONING_CONTENT);
    }
  }

  private void remember(Offering offering, String name) {
    String key = key(offering);
    if (!name.equals(names.get(key)) && names.size() < REMEMBERED_MAX) {
      names.put(key, name);
    }
  }

  /// Puts the thoughts of a conversation under the name that the server uses; under both where it
  /// has not been heard yet.
  public void put(Offering offering, ObjectNode body) {
    if (!offering.provider().dialect().name().equals(Provider.OPENAI)) {
      return;
    }
    String name = names.get(key(offering));
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode object
          && message.path("role").asText().equals("assistant")) {
        put(name, object);
      }
    }
  }

  private static void put(@Nullable String name, ObjectNode message) {
    String thought = plain(message);
    if (thought.isEmpty()) {
      thought = unsigned(message);
      if (thought.isEmpty()) {
        return;
      }
      removeUnsigned(message);
    }
    if (name == null) {
      message.put(REASONING_CONTENT, thought);
      return;
    }
    message.remove(List.of(REASONING, REASONING_CONTENT));
    message.put(name, thought);
  }

  /// Removes unsigned details, whose text now has a field of its own: some servers reject
  /// `reasoning_details`, and none needs unsigned ones.
  private static void removeUnsigned(ObjectNode message) {
    if (message.path(DETAILS) instanceof ArrayNode details) {
      for (int i = details.size() - 1; i >= 0; i--) {
        if (isUnsigned(details.path(i))) {
          details.remove(i);
        }
      }
      if (details.isEmpty()) {
        message.remove(DETAILS);
      }
    }
  }

  private static boolean isUnsigned(JsonNode detail) {
    return !detail.hasNonNull("format") && !detail.hasNonNull("signature");
  }

  private static String plain(ObjectNode message) {
    for (String name : List.of(REASONING_CONTENT, REASONING)) {
      String thought = message.path(name).asText("");
      if (!thought.isEmpty()) {
        return thought;
      }
    }
    return "";
  }

  private static String unsigned(ObjectNode message) {
    StringBuilder unsigned = new StringBuilder();
    for (JsonNode detail : message.path(DETAILS)) {
      if (isUnsigned(detail)) {
        unsigned.append(detail.path("text").asText(detail.path("summary").asText("")));
      }
    }
    return unsigned.toString();
  }

  private static String key(Offering offering) {
    return offering.provider().name() + ' ' + offering.upstreamModel();
  }
}
