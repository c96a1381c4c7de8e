package ai.nemorouter.gateway.audio;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/audio/speech`.
@ApplicationScoped
class Speech implements Endpoint {
  @Override
  public String path() {
    return "/v1/audio/speech";
  }

  @Override
  public Operation operation() {
    return Operation.SPEECH;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return SpeechRequest.of(Json.parseObject(exchange.body()));
  }
}
