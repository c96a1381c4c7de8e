package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// The parts of one request on their way to the rules. What is redacted comes back rewritten; what
/// is blocked ends the request.
///
/// All methods throw an `ApiException` with the caller's answer where nothing may go on.
public final class InputScreen {
  private static final String ANY_FILE = "application/octet-stream";

  /// Words of the formats, in which nothing can be hidden.
  private static final Set<String> KNOWN_WORDS =
      Set.of(
          "user",
          "assistant",
          "system",
          "developer",
          "tool",
          "function",
          "text",
          "refusal",
          "thinking",
          "image_url",
          "input_audio",
          "audio_url",
          "video_url",
          "file",
          "content",
          "custom",
          "ephemeral",
          "5m",
          "1h",
          "auto",
          "low",
          "high",
          "wav",
          "mp3",
          "reasoning.text",
          "reasoning.summary",
          "reasoning.encrypted",
          "anthropic-claude-v1");

  private final RequestScreen call;

  InputScreen(RequestScreen call) {
    this.call = call;
  }

  /// A text. One that is all JSON, as of many tools, is read as JSON where that lets it be
  /// rewritten.
  public String text(String path, String role, String text) {
    if (!call.isSample() && Part.looksLikeJson(text) && Json.isWhole(text)) {
      int before = call.findings().size();
      RequestScreen.Outcome asJson = call.screen(Direction.INPUT, Part.json(path, role, text));
      boolean forNoRule =
          asJson.verdict() == Verdict.BLOCKED
              && call.findings().stream()
                  .skip(before)
                  .noneMatch(found -> !found.shadow() && found.action() == Action.BLOCK);
      if (!forNoRule) {
        return passed(asJson);
      }
      // Only the place of a match stands against a placeholder, and a text has no such places.
    }
    return passed(call.screen(Direction.INPUT, Part.text(path, role, text)));
  }

  /// A text that is JSON, as the arguments of a tool call.
  String json(String path, String role, String text) {
    return text.isEmpty()
        ? text
        : passed(call.screen(Direction.INPUT, Part.json(path, role, text)));
  }

  /// A text that must stay as it is: a match to be redacted blocks it.
  void fixed(String path, String role, String text) {
    if (!text.isEmpty() && !KNOWN_WORDS.contains(text)) {
      Part part = new Part(path, role, Part.Form.SEALED, text, Optional.empty());
      passed(call.screen(Direction.INPUT, part));
    }
  }

  /// A file or picture.
  ///
  /// @param address its data as a URL, where it lies, or its bare base64
  /// @param kind what it is where only its address is known, as `image/*`
  String file(String path, String role, String address, String kind) {
    if (!call.takesFile(address)) {
      return address;
    }
    Optional<FileData> data = FileData.of(address);
    if (data.isEmpty()) {
      Part elsewhere = new Part(path, role, Part.Form.TEXT, address, Optional.of(kind));
      return passed(call.screen(Direction.INPUT, elsewhere));
    }
    return file(path, role, data.get()).map(FileData::address).orElse(address);
  }

  /// @return the file rewritten; empty if it stays as it is
  private Optional<FileData> file(String path, String role, FileData file) {
    String type = file.sniffed();
    Optional<String> text = file.text(type);
    if (text.isEmpty()) {
      passed(call.screen(Direction.INPUT, Part.binary(path, role, type)));
      return Optional.empty();
    }
    Part part = new Part(path, role, Part.Form.TEXT, text.get(), Optional.of(type));
    String screened = passed(call.screen(Direction.INPUT, part));
    return screened.equals(text.get()) ? Optional.empty() : Optional.of(file.with(screened));
  }

  /// A file of a form.
  ///
  /// @param declared what its sender calls it
  public void upload(String path, byte[] bytes, String declared) {
    FileData file = new FileData(declared.isEmpty() ? ANY_FILE : declared, bytes);
    String type = file.sniffed();
    passed(call.screen(Direction.INPUT, Part.binary(path, "user", type)));
  }

  /// Something that no rule can read, as a text that the client cut into tokens.
  ///
  /// @param remedy what the caller can do instead
  void unreadable(String remedy) {
    if (call.enforces(Direction.INPUT)) {
      call.add(Verdict.BLOCKED);
      throw RequestScreen.blocked(remedy, Direction.INPUT).exception();
    }
    call.add(Verdict.FLAGGED);
  }

  /// Turns a request down that wants an answer that no rule can read.
  public void refuseSpokenAnswers() {
    if (call.enforces(Direction.OUTPUT)) {
      call.add(Verdict.BLOCKED);
      throw RequestScreen.blocked(
              "Guardrails read the answers of this key, and cannot listen to spoken ones. Ask for"
                  + " text: leave \"audio\" and \"modalities\" out.",
              Direction.INPUT)
          .exception();
    }
    call.add(Verdict.FLAGGED);
  }

  /// A field of an object, if it is a text.
  void textField(ObjectNode object, String name, String path, String role) {
    JsonNode value = object.path(name);
    if (value.isTextual()) {
      replace(object, name, value, text(path + name, role, value.asText()));
    }
  }

  void jsonField(ObjectNode object, String name, String path, String role) {
    JsonNode value = object.path(name);
    if (value.isTextual()) {
      replace(object, name, value, json(path + name, role, value.asText()));
    } else {
      otherField(object, name, path, role);
    }
  }

  void fileField(ObjectNode object, String name, String path, String role, String kind) {
    JsonNode value = object.path(name);
    if (value.isTextual()) {
      replace(object, name, value, file(path + name, role, value.asText(), kind));
    }
  }

  /// A field of which is only known that it may hold texts.
  @SuppressWarnings("ReferenceEquality")
  void otherField(ObjectNode object, String name, String path, String role) {
    JsonNode value = object.path(name);
    JsonNode screened = other(value, path + name, role);
    if (!screened.equals(value)) {
      object.set(name, screened);
    }
  }

  /// @return the same node if it stays as it is
  JsonNode other(JsonNode value, String path, String role) {
    if (value.isTextual()) {
      String screened =
          KNOWN_WORDS.contains(value.asText()) ? value.asText() : text(path, role, value.asText());
      return screened.equals(value.asText()) ? value : TextNode.valueOf(screened);
    }
    if (!value.isContainerNode() || value.isEmpty()) {
      return value;
    }
    String written = Json.write(value);
    String screened = json(path, role, written);
    return screened.equals(written) ? value : parsed(screened);
  }

  static JsonNode parsed(String json) {
    byte[] wrapped = ("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8);
    return Json.parseObject(wrapped).path("value");
  }

  private static void replace(ObjectNode object, String name, JsonNode before, String after) {
    if (!before.asText().equals(after)) {
      object.put(name, after);
    }
  }

  private String passed(RequestScreen.Outcome outcome) {
    call.add(outcome.verdict());
    if (outcome.isRefused()) {
      throw refused();
    }
    return outcome.text();
  }

  private ApiException refused() {
    return call.refusal(Direction.INPUT).exception();
  }
}
