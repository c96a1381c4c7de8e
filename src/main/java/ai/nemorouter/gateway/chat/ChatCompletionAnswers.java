package ai.nemorouter.gateway.chat;

import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Chat completions as they are. A stream ends with `[DONE]`, without which some clients wait on.
public final class ChatCompletionAnswers implements ChatAnswers {
  private static final String DONE = "data: [DONE]\n\n";

  @Override
  public ObjectNode whole(ObjectNode answer) {
    return answer;
  }

  @Override
  public String chunk(ObjectNode chunk) {
    return "data: " + Json.write(chunk) + "\n\n";
  }

  @Override
  public String end(ObjectNode last) {
    return chunk(last) + DONE;
  }

  @Override
  public String error(ObjectNode chunk, ApiError error, String requestId) {
    return chunk(chunk) + DONE;
  }
}
