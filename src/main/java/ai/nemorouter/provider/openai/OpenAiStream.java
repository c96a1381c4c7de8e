package ai.nemorouter.provider.openai;

import ai.nemorouter.provider.dialect.Dialect;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A stream of chat completion chunks.
public final class OpenAiStream implements Dialect.Translation {
  @Override
  public List<ObjectNode> take(ObjectNode event) {
    return List.of(OpenAiAnswer.of(event));
  }
}
