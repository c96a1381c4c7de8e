package ai.nemorouter.gateway.chat;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;

/// `POST /v1/chat/completions`.
@ApplicationScoped
class ChatCompletions implements Endpoint {
  @Override
  public String path() {
    return "/v1/chat/completions";
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    byte[] text = exchange.body();
    return ChatRequest.of(Json.parseObject(text), text.length, new ChatCompletionAnswers());
  }
}
