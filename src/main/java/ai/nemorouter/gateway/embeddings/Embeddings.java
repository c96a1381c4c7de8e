package ai.nemorouter.gateway.embeddings;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/embeddings`.
@ApplicationScoped
class Embeddings implements Endpoint {
  @Override
  public String path() {
    return "/v1/embeddings";
  }

  @Override
  public Operation operation() {
    return Operation.EMBEDDINGS;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return EmbeddingsRequest.of(Json.parseObject(exchange.body()));
  }
}
