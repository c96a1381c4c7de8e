package ai.nemorouter.provider.dialect;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.Failures;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a dialect makes of requests, answers and streams, for tests.
public final class Spoken {
  private Spoken() {}

  public static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The same tree as it comes over the wire.
  public static ObjectNode wire(JsonNode node) {
    return json(Json.write(node));
  }

  public static Provider provider(Dialect dialect, String baseUrl) {
    return new Provider("p", dialect, URI.create(baseUrl), "secret", "x-cost", false);
  }

  public static UpstreamRequest request(
      Dialect dialect, String baseUrl, Operation operation, String model, String body)
      throws UntranslatableException {
    return dialect.request(
        provider(dialect, baseUrl), operation, model, new Payload.Document(json(body)));
  }

  /// The body of a chat; `chat` may leave out the ceiling.
  public static ObjectNode chat(Dialect dialect, String model, ObjectNode chat)
      throws UntranslatableException {
    if (!chat.has("max_completion_tokens")) {
      chat.put("max_completion_tokens", 4_000);
    }
    UpstreamRequest request =
        dialect.request(
            provider(dialect, "http://localhost"),
            Operation.CHAT,
            model,
            new Payload.Document(chat.put("model", model)));
    return Json.parseObject(request.body().getBytes());
  }

  public static ObjectNode chat(Dialect dialect, String model, String chat)
      throws UntranslatableException {
    return chat(dialect, model, json(chat));
  }

  /// The fields of a chat with one message, and `more`.
  public static ObjectNode ask(Dialect dialect, String model, String more)
      throws UntranslatableException {
    return chat(
        dialect, model, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}");
  }

  /// Why a dialect cannot say it: the field. Null where it can.
  public static @Nullable String refusedField(Dialect dialect, String model, String more) {
    try {
      ask(dialect, model, more);
      return null;
    } catch (UntranslatableException e) {
      return e.field();
    }
  }

  public static ObjectNode answer(Dialect dialect, String answer) {
    return wire(Failures.normalised(dialect.answer(Operation.CHAT, json(answer))));
  }

  public static List<ObjectNode> chunks(Dialect.Translation stream, List<String> events) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (String event : events) {
      List<ObjectNode> translated = stream.take(json(event));
      List<ObjectNode> told = translated.isEmpty() ? List.of(json(event)) : translated;
      told.stream()
          .map(Failures::normalised)
          .filter(chunk -> !translated.isEmpty() || chunk.has("error"))
          .forEach(chunk -> chunks.add(wire(chunk)));
    }
    return chunks;
  }

  /// The whole answer that the chunks of a stream add up to: its one choice, and its usage.
  public static ObjectNode assembled(List<ObjectNode> chunks) {
    ObjectNode answer = Json.object();
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant").put("content", "");
    for (ObjectNode chunk : chunks) {
      if (chunk.has("usage")) {
        answer.set("usage", chunk.path("usage"));
      }
      JsonNode piece = chunk.path("choices").path(0);
      piece
          .path("delta")
          .properties()
          .forEach(field -> add(message, field.getKey(), field.getValue()));
      for (String reason : List.of("finish_reason", "native_finish_reason")) {
        if (piece.hasNonNull(reason)) {
          choice.set(reason, piece.path(reason));
        }
      }
    }
    if (message.path("content").asText().isEmpty() && message.has("tool_calls")) {
      message.putNull("content");
    }
    return answer;
  }

  private static void add(ObjectNode message, String name, JsonNode value) {
    switch (name) {
      case "tool_calls", "reasoning_details" -> {
        for (JsonNode piece : value) {
          merge(message.withArray(name), (ObjectNode) piece);
        }
      }
      default -> message.put(name, message.path(name).asText("") + value.asText());
    }
  }

  private static void merge(ArrayNode list, ObjectNode piece) {
    int index = piece.path("index").asInt();
    if (index == list.size()) {
      ObjectNode first = piece.deepCopy();
      if (first.path("type").asText().equals("reasoning.text") && !first.has("text")) {
        first.put("text", "");
      }
      list.add(first);
      return;
    }
    ObjectNode known = (ObjectNode) list.path(index);
    piece
        .properties()
        .forEach(field -> {
          if (field.getKey().equals("text")) {
            known.put("text", known.path("text").asText("") + field.getValue().asText());
          } else if (field.getKey().equals("function")) {
            ObjectNode function = (ObjectNode) known.path("function");
            function.put(
                "arguments",
                function.path("arguments").asText() + field.getValue().path("arguments").asText());
          } else {
            known.set(field.getKey(), field.getValue());
          }
        });
  }
}
