package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.MediaTypes;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Restoring;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The answer to anything but a chat on its way to the client: what was heard in a recording, how
/// an image was described, documents. Vectors and judgements hold no text.
public final class PlainOutput {
  private static final String ASSISTANT = "assistant";
  private static final int HEAD = 64;

  private final RequestScreen call;

  PlainOutput(RequestScreen call) {
    this.call = call;
  }

  /// @return the same document, with what was redacted rewritten
  public ObjectNode document(Operation operation, ObjectNode body) {
    switch (operation) {
      case TRANSCRIPTIONS -> transcription(body);
      case IMAGES -> images(body);
      case RERANK ->
          body.path("results")
              .forEach(result -> {
                if (result.path("document") instanceof ObjectNode document) {
                  field(document, "text", "results[].document.text");
                }
              });
      case CHAT, EMBEDDINGS, MODERATIONS, SPEECH -> {}
    }
    call.askOutside(Direction.OUTPUT);
    return body;
  }

  /// Where something was redacted, pieces of the text that stand by themselves cannot be kept: one
  /// of them may be a piece of what was redacted.
  private void transcription(ObjectNode body) {
    boolean changed = field(body, "text", "text");
    if (changed) {
      body.remove(List.of("words", "segments", "logprobs"));
      return;
    }
    for (String list : List.of("segments", "words")) {
      for (JsonNode piece : body.path(list)) {
        if (piece instanceof ObjectNode object) {
          field(object, list.equals("words") ? "word" : "text", list + "[]");
        }
      }
    }
  }

  private void images(ObjectNode body) {
    for (JsonNode node : body.path("data")) {
      if (node instanceof ObjectNode image) {
        field(image, "revised_prompt", "data[].revised_prompt");
        String data = image.path("b64_json").asText("");
        FileData.of(data)
            .ifPresent(file -> outcome(Part.binary("data[]", ASSISTANT, file.sniffed())));
      }
    }
  }

  /// @return the same bytes, or what may be sent of a text
  public Buffer bytes(String contentType, Buffer bytes) {
    String type = contentType.toLowerCase(Locale.ROOT);
    if (!type.startsWith("text/") && !type.contains("subrip") && !type.contains("json")) {
      byte[] head = bytes.getBytes(0, Math.min(HEAD, bytes.length()));
      outcome(Part.binary("body", ASSISTANT, MediaTypes.of(head, contentType)));
      return bytes;
    }
    String text = bytes.toString();
    String passed = text("body", text);
    call.askOutside(Direction.OUTPUT);
    return passed.equals(text) ? bytes : Buffer.buffer(passed);
  }

  /// @return whether anything of it was replaced
  private boolean field(ObjectNode object, String name, String path) {
    JsonNode value = object.path(name);
    if (!value.isTextual()) {
      return false;
    }
    String passed = text(path, value.asText());
    if (passed.equals(value.asText())) {
      return false;
    }
    object.put(name, passed);
    return true;
  }

  private String text(String path, String text) {
    String passed = outcome(Part.text(path, ASSISTANT, text));
    Optional<Restoring> restoring = call.restoring(Part.Form.TEXT);
    return restoring.isEmpty() ? passed : restoring.get().accept(passed) + restoring.get().finish();
  }

  private String outcome(Part part) {
    RequestScreen.Outcome outcome = call.screen(Direction.OUTPUT, part);
    call.add(outcome.verdict());
    return outcome.text();
  }
}
