package ai.nemorouter.gateway.images;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/images/generations`.
@ApplicationScoped
class Images implements Endpoint {
  @Override
  public String path() {
    return "/v1/images/generations";
  }

  @Override
  public Operation operation() {
    return Operation.IMAGES;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return ImagesRequest.of(Json.parseObject(exchange.body()));
  }
}
