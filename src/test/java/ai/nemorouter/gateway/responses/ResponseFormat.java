package ai.nemorouter.gateway.responses;

import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.platform.json.Json;

/// How clients of Responses are answered, for tests that need no server.
public final class ResponseFormat {
  private ResponseFormat() {}

  public static ChatAnswers answers() {
    return new ResponseAnswers(new ResponseBody(Json.object(), new ResponseTools()));
  }
}
