package ai.nemorouter.provider.gemini;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.Failures;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.parameter.ChatParameters;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.provider.parameter.OtherParameters;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Google's Gemini.
@ApplicationScoped
public class Gemini implements Dialect {
  public static final String NAME = "gemini";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Google Gemini";
  }

  @Override
  public String usualBaseUrl() {
    return "https://generativelanguage.googleapis.com/v1beta";
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(Operation.CHAT, Operation.EMBEDDINGS);
  }

  @Override
  public Fields parameters(Provider provider, Operation operation) {
    return operation == Operation.CHAT ? ChatParameters.GEMINI : OtherParameters.GEMINI_EMBEDDINGS;
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload)
      throws UntranslatableException {
    if (!(payload instanceof Payload.Document(ObjectNode body))) {
      throw unknown(operation);
    }
    return switch (operation) {
      case CHAT -> {
        Chat chat = new Chat(body);
        yield UpstreamRequest.post(
            chat.isStreamed()
                ? streamed(at(provider, model, "streamGenerateContent"))
                : at(provider, model, "generateContent"),
            headers(provider),
            GenerateRequest.of(chat, model));
      }
      case EMBEDDINGS ->
          UpstreamRequest.post(
              at(provider, model, "batchEmbedContents"),
              headers(provider),
              GeminiEmbeddings.request(body, model));
      default -> throw unknown(operation);
    };
  }

  private static UntranslatableException unknown(Operation operation) {
    return new UntranslatableException(
        "model", "Gemini has no words for " + operation.word() + " here.");
  }

  private static URI at(Provider provider, String model, String method) {
    return provider.at("/models/" + UpstreamRequest.segment(model) + ":" + method);
  }

  private static URI streamed(URI uri) {
    return URI.create(uri + (uri.getQuery() == null ? "?" : "&") + "alt=sse");
  }

  private static Map<String, String> headers(Provider provider) {
    return provider.apiKey() == null ? Map.of() : Map.of("x-goog-api-key", provider.apiKey());
  }

  @Override
  public ObjectNode answer(Operation operation, ObjectNode answer) {
    return operation == Operation.EMBEDDINGS
        ? GeminiEmbeddings.answer(answer)
        : GenerateAnswer.of(answer);
  }

  @Override
  public Translation stream() {
    return new GenerateStream();
  }

  /// Google answers a wrong key with the status of a mistake in the request.
  @Override
  public JsonNode error(JsonNode body) {
    JsonNode said = body.isArray() ? body.path(0).path("error") : body.path("error");
    JsonNode error = Failures.of(body);
    for (JsonNode detail : said.path("details")) {
      if (detail.path("reason").asText().equals("API_KEY_INVALID")) {
        ((ObjectNode) error).put("code", 401);
      }
    }
    return error;
  }

  @Override
  public UpstreamRequest probe(Provider provider) {
    return UpstreamRequest.get(provider.at("/models"), headers(provider));
  }
}
