package ai.nemorouter.provider.answer;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Completion;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Reads the answer of a chat as it arrives, in whichever form: events, as a stream should be, or
/// one JSON document. It gives chunks of the gateway's own form; one with `error` says that the
/// provider failed.
public final class AnswerReader {
  /// Why an answer cannot be read on.
  public enum Fault {
    NOT_JSON,
    TOO_LARGE
  }

  /// An answer that cannot be read on.
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Fault fault;
    private final transient List<ObjectNode> before;

    UnreadableException(Fault fault, List<ObjectNode> before) {
      super(fault.name());
      this.fault = fault;
      this.before = List.copyOf(before);
    }

    public Fault fault() {
      return fault;
    }

    /// What the same bytes said before.
    public List<ObjectNode> before() {
      return before;
    }
  }

  private enum Form {
    UNKNOWN,
    EVENTS,
    DOCUMENT
  }

  private final Dialect dialect;
  private final Dialect.Translation translation;
  private final long mostBytes;
  private final ServerSentEvents events = new ServerSentEvents();
  private final ByteArrayOutputStream document = new ByteArrayOutputStream();
  private Form form = Form.UNKNOWN;
  private boolean over;

  /// @param mostBytes the largest document
  public AnswerReader(Dialect dialect, long mostBytes) {
    this.dialect = dialect;
    this.translation = dialect.stream();
    this.mostBytes = mostBytes;
  }

  /// Whether a document begins as a JSON value does, and not as events.
  public static boolean isDocument(byte[] bytes) {
    return formOf(bytes) == Form.DOCUMENT;
  }

  /// Whether the provider said that it is through. Some only close the connection.
  public boolean isOver() {
    return over;
  }

  /// Whether it is one document, which is known only when all of it is there.
  public boolean isDocument() {
    return form == Form.DOCUMENT;
  }

  /// Takes the next bytes and gives the chunks that they complete.
  public List<ObjectNode> take(byte[] bytes) throws UnreadableException {
    if (form == Form.UNKNOWN) {
      form = formOf(bytes);
    }
    if (form == Form.DOCUMENT) {
      document.writeBytes(bytes);
      if (document.size() > mostBytes) {
        throw new UnreadableException(Fault.TOO_LARGE, List.of());
      }
      return List.of();
    }
    List<ObjectNode> chunks = new ArrayList<>();
    try {
      for (ServerSentEvents.Event event : events.take(bytes)) {
        addAll(Said.of(event), chunks);
      }
    } catch (ServerSentEvents.TooLargeException e) {
      throw new UnreadableException(Fault.TOO_LARGE, chunks);
    }
    return chunks;
  }

  /// The provider sends no more: gives what is left. A last event that was cut off is not read.
  public List<ObjectNode> end() throws UnreadableException {
    if (form == Form.DOCUMENT) {
      form = Form.UNKNOWN;
      return ofDocument(document.toByteArray());
    }
    List<ObjectNode> chunks = new ArrayList<>();
    for (ServerSentEvents.Event event : events.end()) {
      List<Said> said = Said.of(event);
      if (said.stream().noneMatch(Said.Garbled.class::isInstance)) {
        addAll(said, chunks);
      }
    }
    return chunks;
  }

  private void addAll(List<Said> said, List<ObjectNode> chunks) throws UnreadableException {
    for (Said one : said) {
      if (over) {
        return;
      }
      switch (one) {
        case Said.Piece(ObjectNode object) -> addPiece(object, chunks);
        case Said.Done() -> over = true;
        case Said.Garbled() -> throw new UnreadableException(Fault.NOT_JSON, chunks);
      }
    }
  }

  private void addPiece(ObjectNode piece, List<ObjectNode> chunks) {
    List<ObjectNode> translated = new ArrayList<>();
    for (ObjectNode chunk : translation.take(piece)) {
      translated.add(Failures.normalised(chunk));
    }
    if (translated.isEmpty()) {
      // Whatever the dialect, servers and what stands before them tell of failures in OpenAI's way.
      ObjectNode failed = Failures.normalised(piece);
      if (failed.has("error")) {
        translated.add(failed);
      }
    }
    chunks.addAll(translated);
    over |= translation.isOver();
  }

  /// A document in place of events, as the chunks that would have said the same.
  private List<ObjectNode> ofDocument(byte[] bytes) throws UnreadableException {
    List<JsonNode> values;
    try {
      values = Json.parseAnswers(bytes);
    } catch (ApiException e) {
      throw new UnreadableException(Fault.NOT_JSON, List.of());
    }
    if (values.size() == 1 && values.getFirst() instanceof ObjectNode whole) {
      ObjectNode answer = Failures.normalised(dialect.answer(Operation.CHAT, whole));
      if (answer.has("error") || answer.path("choices").path(0).has("message")) {
        over = true;
        return Completion.chunks(ended(answer));
      }
    }
    List<ObjectNode> chunks = new ArrayList<>();
    for (JsonNode value : values) {
      for (JsonNode piece : value.isArray() ? value : List.of(value)) {
        if (piece instanceof ObjectNode object) {
          addPiece(object, chunks);
        }
      }
    }
    return chunks;
  }

  private static ObjectNode ended(ObjectNode answer) {
    for (JsonNode choice : answer.path("choices")) {
      if (choice instanceof ObjectNode object) {
        object.put("finish_reason", FinishReason.ofWhole(choice));
      }
    }
    return answer;
  }

  private static Form formOf(byte[] bytes) {
    for (byte next : bytes) {
      boolean blank = next <= ' ' && next >= 0;
      boolean mark = next == (byte) 0xEF || next == (byte) 0xBB || next == (byte) 0xBF;
      if (!blank && !mark) {
        return next == '{' || next == '[' ? Form.DOCUMENT : Form.EVENTS;
      }
    }
    return Form.UNKNOWN;
  }
}
