package ai.nemorouter.gateway.messages;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/messages`. Clients name versions and betas in headers; there is one version here.
@ApplicationScoped
class Messages implements Endpoint {
  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    byte[] text = exchange.body();
    ObjectNode body = Json.parseObject(text);
    return ChatRequest.of(
        MessageRequest.chat(body), text.length, new MessageAnswers(), MessageRequest.ignored(body));
  }

  @Override
  public ObjectNode error(ApiError error, String requestId) {
    return MessageErrors.body(error, requestId);
  }
}
