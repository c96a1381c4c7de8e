package ai.nemorouter.provider.openai;

import ai.nemorouter.provider.Dialect;
import ai.nemorouter.provider.FormBody;
import ai.nemorouter.provider.Operation;
import ai.nemorouter.provider.Payload;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.UpstreamRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The gateway's own form nearly as it is.
@ApplicationScoped
public class OpenAi implements Dialect {
  public static final String NAME = Provider.OPENAI;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "OpenAI and compatible servers";
  }

  @Override
  public String usualBaseUrl() {
    return "https://api.openai.com/v1";
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.allOf(Operation.class);
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload) {
    URI uri = provider.at(path(operation));
    Map<String, String> headers = headers(provider);
    if (operation == Operation.SPEECH || operation == Operation.TRANSCRIPTIONS) {
      // Sound and subtitles are no JSON.
      headers.put("accept", "*/*");
    }
    return switch (payload) {
      case Payload.Document(ObjectNode body) ->
          UpstreamRequest.post(
              uri, headers, operation == Operation.CHAT ? chat(provider, body) : body);
      case Payload.Form form -> {
        FormBody encoded = FormBody.of(form);
        headers.put("content-type", encoded.contentType());
        yield new UpstreamRequest("POST", uri, headers, encoded.bytes());
      }
    };
  }

  /// OpenAI's newer models know only the newer name of the ceiling, and most compatible servers
  /// only the older. Usage comes on streams where it is asked for.
  private static ObjectNode chat(Provider provider, ObjectNode body) {
    ObjectNode sent = body.deepCopy();
    if (!provider.name().equals(NAME) && sent.hasNonNull("max_completion_tokens")) {
      sent.set("max_tokens", sent.remove("max_completion_tokens"));
    }
    if (sent.path("stream").asBoolean()) {
      ObjectNode options =
          sent.path("stream_options").isObject()
              ? (ObjectNode) sent.path("stream_options")
              : sent.putObject("stream_options");
      options.put("include_usage", true);
    }
    return sent;
  }

  /// Where an operation stands below `/v1`.
  public static String path(Operation operation) {
    return switch (operation) {
      case CHAT -> "/chat/completions";
      case EMBEDDINGS -> "/embeddings";
      case IMAGES -> "/images/generations";
      case SPEECH -> "/audio/speech";
      case TRANSCRIPTIONS -> "/audio/transcriptions";
      case MODERATIONS -> "/moderations";
      case RERANK -> "/rerank";
    };
  }

  private static Map<String, String> headers(Provider provider) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (provider.apiKey() != null) {
      headers.put("authorization", "Bearer " + provider.apiKey());
    }
    return headers;
  }

  @Override
  public Translation stream() {
    return new OpenAiStream();
  }

  @Override
  public UpstreamRequest probe(Provider provider) {
    return UpstreamRequest.get(provider.at("/models"), headers(provider));
  }
}
