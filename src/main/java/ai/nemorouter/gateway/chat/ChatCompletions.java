package ai.nemorouter.gateway.chat;

import ai.nemorouter.gateway.ChatRequest;
import ai.nemorouter.gateway.Endpoint;
import ai.nemorouter.gateway.Exchange;
import ai.nemorouter.gateway.ModelRequest;
import ai.nemorouter.platform.Json;
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
