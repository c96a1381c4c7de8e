package ai.nemorouter.gateway.images;

import ai.nemorouter.gateway.Endpoint;
import ai.nemorouter.gateway.Exchange;
import ai.nemorouter.gateway.ModelRequest;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Operation;
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
