package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.sample.SampleParts;
import ai.nemorouter.provider.chat.AssembledAnswer;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The answer to a request that was chosen as a sample, as the provider gave it and before any rule
/// rewrites it. What cannot be read is left out: no answer ever fails because of its sample. Not
/// for several threads.
public final class AnswerSample {
  /// Of a stream, in characters of its chunks: several times what is kept of their text.
  private static final int READ_MAX = 10 * SampleParts.CHARACTERS_MAX;

  private SampleParts parts = new SampleParts();
  private @Nullable AssembledAnswer stream;
  private int read;
  private boolean unreadable;

  AnswerSample() {}

  /// Another attempt begins. What an earlier one gave was no answer.
  public void begin() {
    parts = new SampleParts();
    stream = null;
    read = 0;
    unreadable = false;
  }

  /// Takes a chunk of a streamed chat in the gateway's own form, and leaves it as it is.
  public void chunk(ObjectNode chunk) {
    if (read > READ_MAX) {
      parts.cut();
      return;
    }
    read += chunk.toString().length();
    if (stream == null) {
      stream = new AssembledAnswer();
    }
    AssembledAnswer answer = stream;
    quietly(() -> answer.take(chunk.deepCopy()));
  }

  /// Takes a chat that came in one piece, in the gateway's own form, and leaves it as it is.
  public void whole(ObjectNode answer) {
    quietly(() -> new AnswerScreen(RequestScreen.sampling(parts)).whole(answer.deepCopy()));
  }

  /// Takes the answer to another operation, and leaves it as it is.
  public void document(Operation operation, ObjectNode body) {
    quietly(
        () -> new PlainOutput(RequestScreen.sampling(parts)).document(operation, body.deepCopy()));
  }

  /// Takes the answer to another operation that is no JSON. Only text is kept.
  public void bytes(String contentType, Buffer bytes) {
    quietly(() -> new PlainOutput(RequestScreen.sampling(parts)).bytes(contentType, bytes));
  }

  /// Called once, at the end of the request.
  ///
  /// @return empty where there was no answer
  SampleParts parts() {
    AssembledAnswer answer = stream;
    if (answer != null) {
      stream = null;
      whole(answer.answer(MissingNode.getInstance()));
    }
    return parts;
  }

  /// Whether something of the answer could not be read.
  boolean isUnreadable() {
    return unreadable;
  }

  private void quietly(Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      unreadable = true;
    }
  }
}
