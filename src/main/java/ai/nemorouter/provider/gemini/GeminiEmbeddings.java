package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.ChatUsage;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Vectors of texts, all of a request in one.
final class GeminiEmbeddings {
  private GeminiEmbeddings() {}

  static ObjectNode request(ObjectNode body, String model) throws UntranslatableException {
    JsonNode input = body.path("input");
    ObjectNode request = Json.object();
    ArrayNode requests = request.putArray("requests");
    for (JsonNode text : input.isArray() ? input : List.of(input)) {
      if (!text.isTextual()) {
        throw new UntranslatableException(
            "input", "The provider takes texts as \"input\", not the numbers of tokens.");
      }
      ObjectNode one = requests.addObject().put("model", "models/" + model);
      one.putObject("content").putArray("parts").addObject().put("text", text.asText());
      if (body.path("dimensions").isIntegralNumber()) {
        one.set("outputDimensionality", body.path("dimensions"));
      }
    }
    return request;
  }

  /// Not every version of the API says how many tokens the texts have.
  static ObjectNode answer(ObjectNode answer) {
    if (!answer.path("embeddings").isArray()) {
      return answer;
    }
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    for (JsonNode embedding : answer.path("embeddings")) {
      data.addObject()
          .put("object", "embedding")
          .put("index", data.size() - 1)
          .set("embedding", embedding.path("values"));
    }
    JsonNode tokens = answer.path("usageMetadata").path("promptTokenCount");
    if (tokens.isIntegralNumber()) {
      list.set("usage", ChatUsage.usage(tokens.asLong(), 0));
    }
    return list;
  }
}
