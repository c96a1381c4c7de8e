package ai.nemorouter.provider.anthropic;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.parameter.ChatParameters;
import ai.nemorouter.provider.parameter.Fields;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Anthropic's Messages.
@ApplicationScoped
public class Anthropic implements Dialect {
  public static final String NAME = "anthropic";

  private static final String VERSION = "2023-06-01";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Anthropic (Messages)";
  }

  @Override
  public String usualBaseUrl() {
    return "https://api.anthropic.com/v1";
  }

  @Override
  public Set<Operation> operations() {
    return Operation.CHAT_ONLY;
  }

  @Override
  public Fields parameters(Provider provider, Operation operation) {
    return ChatParameters.ANTHROPIC;
  }

  @Override
  public UpstreamRequest request(
      Provider provider, Operation operation, String model, Payload payload)
      throws UntranslatableException {
    if (operation != Operation.CHAT || !(payload instanceof Payload.Document(ObjectNode body))) {
      throw new UntranslatableException("model", "Anthropic's models chat and do nothing else.");
    }
    return UpstreamRequest.post(
        provider.at("/messages"), headers(provider), MessagesRequest.of(new Chat(body), model));
  }

  private static Map<String, String> headers(Provider provider) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("anthropic-version", VERSION);
    if (provider.apiKey() != null) {
      headers.put("x-api-key", provider.apiKey());
    }
    return headers;
  }

  @Override
  public ObjectNode answer(Operation operation, ObjectNode answer) {
    return MessagesAnswer.of(answer);
  }

  @Override
  public Translation stream() {
    return new MessagesStream();
  }

  @Override
  public UpstreamRequest probe(Provider provider) {
    return UpstreamRequest.get(provider.at("/models"), headers(provider));
  }
}
