package ai.nemorouter.provider.openai;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.FormBody;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.parameter.ChatParameters;
import ai.nemorouter.provider.parameter.CompatibleParameters;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.provider.parameter.OtherParameters;
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

  private static final String HOST = "api.openai.com";

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
  public Fields parameters(Provider provider, Operation operation) {
    if (operation != Operation.CHAT) {
      return OtherParameters.of(operation);
    }
    return isOpenAi(provider) ? ChatParameters.OPENAI : CompatibleParameters.CHAT;
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload) {
    Payload sent =
        operation == Operation.CHAT && payload instanceof Payload.Document(ObjectNode body)
            ? new Payload.Document(
                isOpenAi(provider) ? OpenAiChat.ofOpenAi(body) : OpenAiChat.ofCompatible(body))
            : payload;
    Map<String, String> headers = new LinkedHashMap<>(bearer(provider));
    if (operation == Operation.SPEECH || operation == Operation.TRANSCRIPTIONS) {
      // Sound and subtitles are no JSON.
      headers.put("accept", "*/*");
    }
    return post(provider.at(path(operation)), headers, sent);
  }

  @Override
  public boolean knowsCustomTools(Provider provider) {
    return isOpenAi(provider);
  }

  private static boolean isOpenAi(Provider provider) {
    String host = provider.baseUrl().getHost();
    return provider.name().equals(NAME) || (host != null && host.endsWith(HOST));
  }

  /// A request as it is.
  public static UpstreamRequest post(URI uri, Map<String, String> headers, Payload payload) {
    return switch (payload) {
      case Payload.Document(ObjectNode body) -> UpstreamRequest.post(uri, headers, body);
      case Payload.Form form -> {
        FormBody encoded = FormBody.of(form);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("content-type", encoded.contentType());
        yield new UpstreamRequest("POST", uri, all, encoded.bytes());
      }
    };
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

  /// The credential, as most servers want it.
  public static Map<String, String> bearer(Provider provider) {
    return provider.apiKey() == null
        ? Map.of()
        : Map.of("authorization", "Bearer " + provider.apiKey());
  }

  @Override
  public ObjectNode answer(Operation operation, ObjectNode answer) {
    return operation == Operation.CHAT ? OpenAiAnswer.of(answer) : answer;
  }

  @Override
  public Translation stream() {
    return new OpenAiStream();
  }

  @Override
  public UpstreamRequest probe(Provider provider) {
    return UpstreamRequest.get(provider.at("/models"), bearer(provider));
  }
}
