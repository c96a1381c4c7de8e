package ai.nemorouter.gateway.rerank;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/rerank`.
@ApplicationScoped
class Rerank implements Endpoint {
  @Override
  public String path() {
    return "/v1/rerank";
  }

  @Override
  public Operation operation() {
    return Operation.RERANK;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return RerankRequest.of(Json.parseObject(exchange.body()));
  }
}
