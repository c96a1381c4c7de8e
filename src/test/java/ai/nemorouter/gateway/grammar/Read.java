package ai.nemorouter.gateway.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a client of one format reads of a streamed answer. It is strict: whatever a client could
/// stumble over is an `AssertionError`.
///
/// @param failed whether the client is told in its own format that it failed
/// @param finish why it ended, in the words of chat completions; empty if it failed
public record Read(
    boolean failed,
    String text,
    List<Call> calls,
    String finish,
    long promptTokens,
    long completionTokens) {

  /// A call of a tool.
  public record Call(String id, String name, String arguments) {}

  /// The formats of clients.
  public enum Format {
    CHAT,
    MESSAGES,
    RESPONSES,
    COMPLETIONS;

    /// As it stands in names.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Read of(Format format, String stream) {
    return switch (format) {
      case CHAT -> chat(stream);
      case COMPLETIONS -> completions(stream);
      case MESSAGES -> MessageRead.of(stream);
      case RESPONSES -> ResponseRead.of(stream);
    };
  }

  /// The same of an answer in one piece.
  public static Read ofWhole(Format format, ObjectNode answer) {
    return switch (format) {
      case CHAT -> {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        Map<Integer, Call> calls = new TreeMap<>();
        for (JsonNode call : message.path("tool_calls")) {
          add(((ObjectNode) call.deepCopy()).put("index", calls.size()), calls);
        }
        yield whole(
            message.path("content").asText(""),
            List.copyOf(calls.values()),
            choice.path("finish_reason").asText(""),
            answer.path("usage"));
      }
      case COMPLETIONS -> {
        JsonNode choice = answer.path("choices").path(0);
        yield whole(
            choice.path("text").asText(""),
            List.of(),
            choice.path("finish_reason").asText(""),
            answer.path("usage"));
      }
      case MESSAGES -> MessageRead.ofWhole(answer);
      case RESPONSES -> ResponseRead.ofWhole(answer);
    };
  }

  private static Read chat(String stream) {
    List<String> data = data(stream);
    StringBuilder text = new StringBuilder();
    Map<Integer, Call> calls = new TreeMap<>();
    String finish = "";
    JsonNode usage = MissingNode.getInstance();
    for (String frame : data.subList(0, data.size() - 1)) {
      ObjectNode chunk = DialectJson.object(frame);
      assertThat(usage.isMissingNode()).as("nothing follows the usage: %s", stream).isTrue();
      assertThat(chunk.path("id").asText()).isNotEmpty();
      if (chunk.has("error")) {
        assertThat(chunk.path("error").path("code").asInt()).isBetween(400, 599);
        return failed(text.toString());
      }
      for (JsonNode choice : chunk.path("choices")) {
        JsonNode delta = choice.path("delta");
        text.append(delta.path("content").asText(""));
        delta.path("tool_calls").forEach(piece -> add(piece, calls));
        if (choice.path("finish_reason").isTextual()) {
          assertThat(finish).isEmpty();
          finish = choice.path("finish_reason").asText();
          assertThat(finish).isIn("stop", "length", "tool_calls", "content_filter");
        }
      }
      if (chunk.has("usage")) {
        assertThat(chunk.path("choices").isEmpty()).isTrue();
        usage = chunk.path("usage");
      }
    }
    assertThat(finish).isNotEmpty();
    assertThat(usage.isObject()).isTrue();
    return whole(text.toString(), List.copyOf(calls.values()), finish, usage);
  }

  private static void add(JsonNode piece, Map<Integer, Call> calls) {
    assertThat(piece.path("index").isInt()).isTrue();
    int index = piece.path("index").asInt();
    Call known = calls.get(index);
    JsonNode function = piece.path("function");
    assertThat(piece.has("id")).as("an id once: %s", piece).isEqualTo(known == null);
    assertThat(function.has("name")).as("a name once: %s", piece).isEqualTo(known == null);
    assertThat(function.path("arguments").isTextual()).as(piece.toString()).isTrue();
    String more = function.path("arguments").asText();
    calls.put(
        index,
        known == null
            ? new Call(piece.path("id").asText(), function.path("name").asText(), more)
            : new Call(known.id(), known.name(), known.arguments() + more));
  }

  private static Read completions(String stream) {
    List<String> data = data(stream);
    StringBuilder text = new StringBuilder();
    String finish = "";
    JsonNode usage = MissingNode.getInstance();
    for (String frame : data.subList(0, data.size() - 1)) {
      ObjectNode chunk = DialectJson.object(frame);
      if (chunk.has("error")) {
        return failed(text.toString());
      }
      JsonNode choice = chunk.path("choices").path(0);
      text.append(choice.path("text").asText(""));
      finish = choice.path("finish_reason").asText(finish);
      usage = chunk.has("usage") ? chunk.path("usage") : usage;
    }
    assertThat(finish).isNotEmpty();
    assertThat(usage.isObject()).isTrue();
    return whole(text.toString(), List.of(), finish, usage);
  }

  /// The data of all events, of which the last is `[DONE]`.
  private static List<String> data(String stream) {
    List<String> data = new ArrayList<>();
    for (String frame : stream.split("\n\n", -1)) {
      if (frame.startsWith("data: ")) {
        data.add(frame.substring(6));
      } else {
        assertThat(frame.isEmpty() || frame.startsWith(":")).as(frame).isTrue();
      }
    }
    assertThat(data).isNotEmpty();
    assertThat(data.getLast()).isEqualTo("[DONE]");
    return data;
  }

  /// The events of formats whose events have types.
  static List<ObjectNode> typed(String stream) {
    List<ObjectNode> events = new ArrayList<>();
    for (String frame : stream.split("\n\n", -1)) {
      if (frame.isEmpty()) {
        continue;
      }
      String[] lines = frame.split("\n", -1);
      assertThat(lines).as(frame).hasSize(2);
      assertThat(lines[1]).startsWith("data: ");
      ObjectNode event = DialectJson.object(lines[1].substring(6));
      assertThat(lines[0]).isEqualTo("event: " + event.path("type").asText());
      events.add(event);
    }
    return events;
  }

  static Read failed(String text) {
    return new Read(true, text, List.of(), "", 0, 0);
  }

  private static Read whole(String text, List<Call> calls, String finish, JsonNode usage) {
    return new Read(
        false,
        text,
        calls,
        finish,
        usage.path("prompt_tokens").asLong(),
        usage.path("completion_tokens").asLong());
  }

  /// What differs from what was sent; empty if nothing does.
  ///
  /// @param withCalls whether the format can call tools
  public String difference(Meaning sent, Shape shape, boolean withCalls) {
    if (failed) {
      return sent.finished() ? "an answer that was whole failed" : "";
    }
    if (!sent.finished()) {
      return "an answer that was cut is a success";
    }
    if (!text.equals(sent.text())) {
      return "another text";
    }
    boolean called = shape.calls().count() > 0;
    if (!finish.equals(shape.finish().expected(called))) {
      return "another finish reason: " + finish;
    }
    return withCalls ? differenceOfCalls(shape) : "";
  }

  private String differenceOfCalls(Shape shape) {
    boolean cut = finish.equals("length");
    List<Map.Entry<String, String>> found =
        calls.stream()
            .map(call ->
                Map.entry(call.name(), call.arguments().isEmpty() && cut ? "{}" : call.arguments()))
            .toList();
    if (!found.equals(shape.calls().expected())) {
      return "other calls: " + found;
    }
    Set<String> ids = calls.stream().map(Call::id).collect(Collectors.toSet());
    if (ids.size() != calls.size() || ids.contains("")) {
      return "calls without names of their own: " + calls;
    }
    boolean kept = calls.stream().allMatch(call -> call.id().equals("call_" + call.name()));
    return shape.calls().keepIds() && !kept ? "other ids: " + calls : "";
  }
}
