package ai.nemorouter.provider.azure;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.openai.OpenAi;
import ai.nemorouter.provider.openai.OpenAiAnswer;
import ai.nemorouter.provider.openai.OpenAiChat;
import ai.nemorouter.provider.openai.OpenAiStream;
import ai.nemorouter.provider.parameter.ChatParameters;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.provider.parameter.OtherParameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Azure OpenAI. What providers call a model is a deployment there. The base URL decides which of
/// Azure's two ways to address one is used (`AzureAddress`).
@ApplicationScoped
public class Azure implements Dialect {
  public static final String NAME = "azure";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Azure OpenAI";
  }

  /// Each resource has a name of its own: `https://<resource>.openai.azure.com`.
  @Override
  public @Nullable String usualBaseUrl() {
    return null;
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(
        Operation.CHAT,
        Operation.EMBEDDINGS,
        Operation.IMAGES,
        Operation.SPEECH,
        Operation.TRANSCRIPTIONS);
  }

  @Override
  public Fields parameters(Provider provider, Operation operation) {
    return operation == Operation.CHAT ? ChatParameters.OPENAI : OtherParameters.of(operation);
  }

  @Override
  public boolean knowsCustomTools(Provider provider) {
    return true;
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload) {
    Payload sent =
        operation == Operation.CHAT && payload instanceof Payload.Document(ObjectNode body)
            ? new Payload.Document(OpenAiChat.ofOpenAi(body))
            : payload;
    return OpenAi.post(
        AzureAddress.of(provider.baseUrl()).operation(model, OpenAi.path(operation)),
        headers(provider),
        sent);
  }

  private static Map<String, String> headers(Provider provider) {
    return provider.apiKey() == null ? Map.of() : Map.of("api-key", provider.apiKey());
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
    return UpstreamRequest.get(AzureAddress.of(provider.baseUrl()).models(), headers(provider));
  }
}
