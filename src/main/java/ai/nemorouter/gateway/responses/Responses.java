package ai.nemorouter.gateway.responses;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/responses`.
@ApplicationScoped
class Responses implements Endpoint {
  @Override
  public String path() {
    return "/v1/responses";
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    byte[] text = exchange.body();
    ObjectNode body = Json.parseObject(text);
    ResponseRequest request = ResponseRequest.of(body);
    return ChatRequest.of(
        request.chat(),
        text.length,
        new ResponseAnswers(new ResponseBody(body, request.tools())),
        request.ignored());
  }
}
