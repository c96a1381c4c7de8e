package ai.nemorouter.gateway.audio;

import ai.nemorouter.gateway.Endpoint;
import ai.nemorouter.gateway.Exchange;
import ai.nemorouter.gateway.ModelRequest;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Operation;
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
