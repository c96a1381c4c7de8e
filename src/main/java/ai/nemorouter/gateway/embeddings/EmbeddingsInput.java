package ai.nemorouter.gateway.embeddings;

import ai.nemorouter.gateway.request.PlainFields;
import ai.nemorouter.platform.json.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What vectors are made of: texts, or texts that the client has cut into tokens itself.
///
/// @param tokens how many tokens came as such
record EmbeddingsInput(List<String> texts, long tokens) {
  private static final int MOST_INPUTS = 2_048;

  EmbeddingsInput {
    texts = List.copyOf(texts);
  }

  /// @param input a text, an array of texts, an array of tokens, or an array of those
  static EmbeddingsInput of(JsonNode input) {
    if (input.isTextual()) {
      return new EmbeddingsInput(List.of(input.asText()), 0);
    }
    if (!input.isArray() || input.isEmpty()) {
      throw notUnderstood();
    }
    if (areTokens(input)) {
      return new EmbeddingsInput(List.of(), input.size());
    }
    if (input.size() > MOST_INPUTS) {
      throw PlainFields.invalid(
          "input",
          "\"input\" has "
              + input.size()
              + " entries; at most "
              + MOST_INPUTS
              + " are taken at once.");
    }
    List<String> texts = new ArrayList<>();
    long tokens = 0;
    for (JsonNode entry : input) {
      if (entry.isTextual()) {
        texts.add(entry.asText());
      } else if (entry.isArray() && areTokens(entry)) {
        tokens += entry.size();
      } else {
        throw notUnderstood();
      }
    }
    return new EmbeddingsInput(texts, tokens);
  }

  private static boolean areTokens(JsonNode entries) {
    if (entries.isEmpty()) {
      return false;
    }
    for (JsonNode entry : entries) {
      if (!entry.isIntegralNumber() || !entry.canConvertToInt() || entry.asInt() < 0) {
        return false;
      }
    }
    return true;
  }

  private static ApiException notUnderstood() {
    return PlainFields.invalid(
        "input",
        "\"input\" must be a text, an array of texts, an array of tokens or an array of arrays of"
            + " tokens, and not be empty.");
  }
}
