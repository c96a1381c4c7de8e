package ai.nemorouter.provider.openrouter;

import ai.nemorouter.provider.Dialect;
import ai.nemorouter.provider.openai.OpenAiStream;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// OpenAI's stream, in which something may go wrong in OpenRouter's words.
final class OpenRouterStream implements Dialect.Translation {
  private final OpenAiStream stream = new OpenAiStream();

  @Override
  public List<ObjectNode> take(String data) {
    return stream.take(data).stream().map(OpenRouterErrors::normalised).toList();
  }

  @Override
  public boolean isOver() {
    return stream.isOver();
  }
}
