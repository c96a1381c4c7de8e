package ai.nemorouter.gateway.audio;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/audio/transcriptions`.
@ApplicationScoped
class Transcriptions implements Endpoint {
  @Override
  public String path() {
    return "/v1/audio/transcriptions";
  }

  @Override
  public Operation operation() {
    return Operation.TRANSCRIPTIONS;
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    return TranscriptionRequest.of(
        MultipartForm.parse(exchange.header("content-type"), exchange.body()));
  }
}
