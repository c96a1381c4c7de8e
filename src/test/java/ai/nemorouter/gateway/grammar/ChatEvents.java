package ai.nemorouter.gateway.grammar;

import ai.nemorouter.gateway.grammar.Calls.Arguments;
import ai.nemorouter.gateway.grammar.Calls.Naming;
import ai.nemorouter.gateway.grammar.Events.Event;
import ai.nemorouter.gateway.grammar.Shape.Finish;
import ai.nemorouter.gateway.grammar.Shape.Usage;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// A stream as OpenAI's protocol has it.
final class ChatEvents {
  private final Shape shape;
  private final List<Event> events = new ArrayList<>();
  private Meaning meaning = Meaning.NOTHING;

  private ChatEvents(Shape shape) {
    this.shape = shape;
  }

  static List<Event> of(Shape shape) {
    ChatEvents events = new ChatEvents(shape);
    events.say(Json.object().put("role", "assistant").put("content", ""), "");
    events.say(Json.object().put("content", "Grüße "), "Grüße ");
    events.say(Json.object().put("content", "🙂"), "🙂");
    events.call();
    events.finish();
    return events.events;
  }

  private void say(ObjectNode delta, String text) {
    meaning = meaning.saying(text);
    add(delta);
  }

  private void call() {
    Calls calls = shape.calls();
    boolean inTurns = calls.index() && calls.arguments() == Arguments.SPLIT;
    for (int call = 0; call < calls.count(); call++) {
      meaning = meaning.calling();
      add(head(call));
      if (!inTurns) {
        rest(call);
      }
    }
    if (inTurns) {
      for (int call = 0; call < calls.count(); call++) {
        rest(call);
      }
    }
  }

  /// The first piece of a call; all of it unless it is split.
  private ObjectNode head(int call) {
    Calls calls = shape.calls();
    ObjectNode piece = Json.object();
    place(piece, call);
    if (calls.id() != Naming.MISSING) {
      piece.put("id", calls.toldId(call));
    }
    ObjectNode function = piece.put("type", "function").putObject("function");
    function.put("name", calls.name(call));
    String arguments = calls.argumentsOf(call);
    switch (calls.arguments()) {
      case IN_ONE_PIECE -> function.put("arguments", arguments);
      case AS_AN_OBJECT -> function.set("arguments", DialectJson.object(arguments));
      case SPLIT, EMPTY -> function.put("arguments", "");
      case MISSING -> {}
    }
    return delta(piece);
  }

  private void rest(int call) {
    if (shape.calls().arguments() != Arguments.SPLIT) {
      return;
    }
    String arguments = shape.calls().argumentsOf(call);
    for (String part : List.of(arguments.substring(0, 8), arguments.substring(8))) {
      ObjectNode piece = Json.object();
      place(piece, call);
      if (shape.calls().id() == Naming.ON_EVERY_PIECE) {
        piece.put("id", shape.calls().toldId(call));
      }
      piece.putObject("function").put("arguments", part);
      add(delta(piece));
    }
  }

  private void place(ObjectNode piece, int call) {
    if (shape.calls().index()) {
      piece.put("index", call);
    }
  }

  private static ObjectNode delta(ObjectNode piece) {
    ObjectNode delta = Json.object();
    delta.putArray("tool_calls").add(piece);
    return delta;
  }

  private void finish() {
    Finish finish = shape.finish();
    meaning = meaning.finishing(finish.isReal());
    if (shape.usage() == Usage.IN_LAST_CHUNK || shape.usage() == Usage.IN_EVERY_CHUNK) {
      meaning = meaning.counting(Shape.COMPLETION_TOKENS);
    }
    ObjectNode chunk = chunk(Json.object());
    if (finish.isReal()) {
      ((ObjectNode) chunk.path("choices").path(0)).put("finish_reason", finish.openAi());
    }
    if (meaning.completionTokens() >= 0) {
      count(chunk, Shape.COMPLETION_TOKENS);
    }
    events.add(new Event("", Json.write(chunk), meaning));
    if (shape.usage() == Usage.IN_CHUNK_OF_ITS_OWN) {
      meaning = meaning.counting(Shape.COMPLETION_TOKENS);
      ObjectNode last = Json.object();
      last.putArray("choices");
      count(last, Shape.COMPLETION_TOKENS);
      events.add(new Event("", Json.write(last), meaning));
    }
    events.add(new Event("", "[DONE]", meaning));
  }

  private void add(ObjectNode delta) {
    ObjectNode chunk = chunk(delta);
    if (shape.usage() == Usage.IN_EVERY_CHUNK) {
      meaning = meaning.counting(events.size());
      count(chunk, events.size());
    }
    events.add(new Event("", Json.write(chunk), meaning));
  }

  private ObjectNode chunk(ObjectNode delta) {
    ObjectNode chunk = Json.object().put("id", "up-1").put("object", "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    if (shape.finish() == Finish.EMPTY) {
      choice.put("finish_reason", "");
    } else if (shape.finish() != Finish.MISSING) {
      choice.putNull("finish_reason");
    }
    if (shape.usage() == Usage.NULL) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private static void count(ObjectNode chunk, int completion) {
    chunk
        .putObject("usage")
        .put("prompt_tokens", Shape.PROMPT_TOKENS)
        .put("completion_tokens", completion);
  }
}
