package ai.nemorouter.gateway.answer;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.answer.AnswerReader;
import ai.nemorouter.provider.answer.AnswerReader.Fault;
import ai.nemorouter.provider.chat.AssembledAnswer;
import ai.nemorouter.provider.dialect.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a provider's answer is as far as it has come, for every dialect and every format: whether
/// it goes on, is whole, was cut off, cannot be read, or tells of a failure. It knows the bytes and
/// how they end, and nothing else.
final class ReceivedAnswer {
  /// What is known next of it. After anything but a piece there is nothing more.
  sealed interface News {
    /// A piece of the answer.
    ///
    /// @param told as the provider's dialect has it
    /// @param sent what the client gets for it; empty where there is nothing in it for a client
    /// @param late whether all that was asked for had been said before
    record Piece(ObjectNode told, Optional<ObjectNode> sent, boolean late) implements News {}

    /// All of it is there; at most its usage is missing.
    record Whole() implements News {}

    /// It ended before the provider said that it was finished.
    record Cut() implements News {}

    /// The provider says that it failed.
    record Refused(JsonNode error) implements News {}

    record Unreadable(Fault fault) implements News {}
  }

  private final AnswerReader reader;
  private final StreamChunks chunks;
  private final Deque<ObjectNode> told = new ArrayDeque<>();
  private @Nullable Fault fault;
  private boolean ended;

  /// @param mostBytes the largest document
  /// @param chunks what the client gets, and what was delivered
  ReceivedAnswer(Dialect dialect, long mostBytes, StreamChunks chunks) {
    this.reader = new AnswerReader(dialect, mostBytes);
    this.chunks = chunks;
  }

  /// The next bytes.
  void take(byte[] bytes) {
    if (fault == null) {
      try {
        told.addAll(reader.take(bytes));
      } catch (AnswerReader.UnreadableException e) {
        unreadable(e);
      }
    }
  }

  /// The provider sends no more. A last event that was cut off says nothing.
  void end() {
    if (!ended && fault == null) {
      try {
        told.addAll(reader.end());
      } catch (AnswerReader.UnreadableException e) {
        unreadable(e);
      }
    }
    ended = true;
  }

  /// The connection broke. Of a document nothing can be used that is not all there.
  void breakOff() {
    if (isDocument()) {
      ended = true;
    } else {
      end();
    }
  }

  private void unreadable(AnswerReader.UnreadableException e) {
    told.addAll(e.before());
    fault = e.fault();
  }

  /// What is known next; null while that depends on what the provider sends next.
  @Nullable News next() {
    ObjectNode chunk = told.poll();
    if (chunk != null) {
      if (chunk.has("error")) {
        return new News.Refused(chunk.path("error"));
      }
      boolean late = chunks.choices().areAllFinished();
      return new News.Piece(chunk, chunks.normalise(chunk), late);
    }
    boolean finished = chunks.choices().areFinished();
    if (fault != null) {
      // After a finish reason nothing but the usage can be missing.
      return finished && fault == Fault.NOT_JSON ? new News.Whole() : new News.Unreadable(fault);
    }
    if (!ended && !reader.isOver()) {
      return null;
    }
    return finished ? new News.Whole() : new News.Cut();
  }

  /// Whether it is one document, which is known only when all of it is there.
  boolean isDocument() {
    return reader.isDocument();
  }

  /// The whole answer in one piece, where a stream came although none was asked for.
  ///
  /// @return what the provider says instead if it failed; null if it was cut off or cannot be read
  static @Nullable ObjectNode assembled(Dialect dialect, StreamChunks chunks, byte[] bytes) {
    ReceivedAnswer answer = new ReceivedAnswer(dialect, bytes.length, chunks);
    AssembledAnswer assembled = new AssembledAnswer();
    answer.take(bytes);
    answer.end();
    while (true) {
      switch (answer.next()) {
        case News.Piece(_, Optional<ObjectNode> sent, _) -> sent.ifPresent(assembled::take);
        case News.Whole() -> {
          return assembled.answer(chunks.usage());
        }
        case News.Refused(JsonNode error) -> {
          return Json.object().set("error", error);
        }
        case null, default -> {
          return null;
        }
      }
    }
  }
}
