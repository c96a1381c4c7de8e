package ai.nemorouter.gateway.moderations;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
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
