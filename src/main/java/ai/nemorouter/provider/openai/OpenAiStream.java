package ai.nemorouter.provider.openai;

import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Dialect;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A stream of chat completion chunks, which ends with `[DONE]`.
public final class OpenAiStream implements Dialect.Translation {
  private static final String DONE = "[DONE]";

  private boolean over;

  @Override
  public List<ObjectNode> take(String data) {
    if (data.startsWith(DONE)) {
      over = true;
      return List.of();
    }
    return List.of(OpenAiAnswer.of(Json.parseAnswer(data.getBytes(StandardCharsets.UTF_8), false)));
  }

  @Override
  public boolean isOver() {
    return over;
  }
}
