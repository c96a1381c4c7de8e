package ai.nemorouter.gateway.grammar;

import ai.nemorouter.gateway.grammar.Calls.Naming;
import ai.nemorouter.gateway.grammar.Events.Event;
import ai.nemorouter.gateway.grammar.Shape.Finish;
import ai.nemorouter.gateway.grammar.Shape.Usage;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// A stream as Gemini has it: each event is an answer of its own, and calls come whole.
final class GeminiEvents {
  private final Shape shape;
  private final List<Event> events = new ArrayList<>();
  private Meaning meaning = Meaning.NOTHING;

  private GeminiEvents(Shape shape) {
    this.shape = shape;
  }

  static List<Event> of(Shape shape) {
    GeminiEvents events = new GeminiEvents(shape);
    for (String part : List.of("Grüße ", "🙂")) {
      events.meaning = events.meaning.saying(part);
      events.add(Json.object().put("text", part));
    }
    for (int call = 0; call < shape.calls().count(); call++) {
      events.meaning = events.meaning.calling();
      events.add(events.call(call));
    }
    events.finish();
    return events.events;
  }

  private ObjectNode call(int call) {
    Calls calls = shape.calls();
    ObjectNode part = Json.object();
    ObjectNode function = part.putObject("functionCall").put("name", calls.name(call));
    if (calls.id() != Naming.MISSING) {
      function.put("id", calls.toldId(call));
    }
    String arguments = calls.argumentsOf(call);
    switch (calls.arguments()) {
      case IN_ONE_PIECE, AS_AN_OBJECT -> function.set("args", DialectJson.object(arguments));
      // Some servers write the text of the object.
      case SPLIT -> function.put("args", arguments);
      case EMPTY -> function.putObject("args");
      case MISSING -> {}
    }
    return part;
  }

  private void add(ObjectNode part) {
    ObjectNode answer = answer();
    ((ObjectNode) answer.path("candidates").path(0))
        .putObject("content")
        .put("role", "model")
        .putArray("parts")
        .add(part);
    if (shape.usage() == Usage.IN_EVERY_CHUNK) {
      count(answer, 1 + events.size());
    }
    events.add(new Event("", Json.write(answer), meaning));
  }

  private void finish() {
    Finish finish = shape.finish();
    ObjectNode answer = answer();
    if (finish != Finish.MISSING) {
      ((ObjectNode) answer.path("candidates").path(0)).put("finishReason", finish.gemini());
    }
    meaning = meaning.finishing(finish.isReal());
    if (shape.usage() == Usage.IN_LAST_CHUNK || shape.usage() == Usage.IN_EVERY_CHUNK) {
      count(answer, Shape.COMPLETION_TOKENS);
    }
    events.add(new Event("", Json.write(answer), meaning));
    if (shape.usage() == Usage.IN_CHUNK_OF_ITS_OWN) {
      ObjectNode last = Json.object();
      count(last, Shape.COMPLETION_TOKENS);
      events.add(new Event("", Json.write(last), meaning));
    }
  }

  private ObjectNode answer() {
    ObjectNode answer = Json.object().put("responseId", "r1");
    ObjectNode candidate = answer.putArray("candidates").addObject();
    if (shape.calls().index()) {
      candidate.put("index", 0);
    }
    if (shape.finish() == Finish.EMPTY || shape.finish() == Finish.NULL) {
      candidate.put("finishReason", shape.finish().gemini());
    }
    if (shape.usage() == Usage.NULL) {
      answer.putNull("usageMetadata");
    }
    return answer;
  }

  private void count(ObjectNode answer, int tokens) {
    answer
        .putObject("usageMetadata")
        .put("promptTokenCount", Shape.PROMPT_TOKENS)
        .put("candidatesTokenCount", tokens);
    meaning = meaning.counting(tokens);
  }
}
