package ai.nemorouter.gateway.moderations;

import ai.nemorouter.gateway.Endpoint;
import ai.nemorouter.gateway.Exchange;
import ai.nemorouter.gateway.ModelRequest;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/moderations`.
@ApplicationScoped
class Moderations implements Endpoint {
  @Override
  public String path() {
    return "/v1/moderations";
  }

  @Override
  public Operation operation() {
    return Operation.MODERATIONS;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return ModerationsRequest.of(Json.parseObject(exchange.body()));
  }
}
