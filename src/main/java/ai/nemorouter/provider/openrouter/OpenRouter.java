package ai.nemorouter.provider.openrouter;

import ai.nemorouter.platform.Product;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.openai.OpenAi;
import ai.nemorouter.provider.openai.OpenAiChat;
import ai.nemorouter.provider.openai.OpenAiStream;
import ai.nemorouter.provider.parameter.ChatParameters;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.provider.parameter.OtherParameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// OpenRouter. The gateway's own form has its additions already, `reasoning_details` of any
/// provider among them, and it reports what each call cost.
@ApplicationScoped
public class OpenRouter implements Dialect {
  public static final String NAME = Provider.OPENROUTER;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "OpenRouter";
  }

  @Override
  public String usualBaseUrl() {
    return "https://openrouter.ai/api/v1";
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(
        Operation.CHAT,
        Operation.EMBEDDINGS,
        Operation.SPEECH,
        Operation.TRANSCRIPTIONS,
        Operation.RERANK);
  }

  @Override
  public Fields parameters(Provider provider, Operation operation) {
    return operation == Operation.CHAT ? ChatParameters.OPENROUTER : OtherParameters.of(operation);
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload) {
    Payload sent =
        operation == Operation.CHAT && payload instanceof Payload.Document(ObjectNode body)
            ? new Payload.Document(chat(body))
            : payload;
    return OpenAi.post(provider.at(OpenAi.path(operation)), headers(provider), sent);
  }

  private static ObjectNode chat(ObjectNode body) {
    ObjectNode sent = OpenAiChat.withOlderCeiling(OpenAiChat.withUsage(body));
    sent.putObject("usage").put("include", true);
    return sent;
  }

  /// OpenRouter lists which application its calls come from.
  private static Map<String, String> headers(Provider provider) {
    Map<String, String> headers = new LinkedHashMap<>(OpenAi.bearer(provider));
    headers.put("http-referer", Product.ADDRESS);
    headers.put("x-title", Product.NAME);
    return headers;
  }

  @Override
  public Translation stream() {
    return new OpenAiStream();
  }

  /// Its list of models is public, so it would not tell whether the credential is right.
  @Override
  public UpstreamRequest probe(Provider provider) {
    return UpstreamRequest.get(provider.at("/key"), headers(provider));
  }
}
