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

/// A stream as Anthropic has it.
final class MessageEvents {
  private final Shape shape;
  private final List<Event> events = new ArrayList<>();
  private Meaning meaning = Meaning.NOTHING;
  private int block = -1;

  private MessageEvents(Shape shape) {
    this.shape = shape;
  }

  static List<Event> of(Shape shape) {
    MessageEvents events = new MessageEvents(shape);
    events.begin();
    events.text();
    for (int call = 0; call < shape.calls().count(); call++) {
      events.call(call);
    }
    events.finish();
    return events.events;
  }

  private boolean counts() {
    return shape.usage() != Usage.NONE && shape.usage() != Usage.NULL;
  }

  private void begin() {
    ObjectNode event = Json.object().put("type", "message_start");
    ObjectNode message = event.putObject("message").put("id", "msg_1").put("role", "assistant");
    message.putArray("content");
    if (counts()) {
      message.putObject("usage").put("input_tokens", Shape.PROMPT_TOKENS).put("output_tokens", 1);
      meaning = meaning.countingPrompt();
    } else if (shape.usage() == Usage.NULL) {
      message.putNull("usage");
    }
    add(event);
  }

  private void text() {
    block++;
    start(Json.object().put("type", "text").put("text", ""));
    for (String part : List.of("Grüße ", "🙂")) {
      meaning = meaning.saying(part);
      continueBlock(Json.object().put("type", "text_delta").put("text", part));
    }
    stop(2);
  }

  private void call(int call) {
    Calls calls = shape.calls();
    block++;
    ObjectNode use = Json.object().put("type", "tool_use").put("name", calls.name(call));
    if (calls.id() != Naming.MISSING) {
      use.put("id", calls.toldId(call));
    }
    String arguments = calls.argumentsOf(call);
    if (calls.arguments() == Arguments.AS_AN_OBJECT) {
      use.set("input", DialectJson.object(arguments));
    } else if (calls.arguments() != Arguments.MISSING) {
      use.putObject("input");
    }
    meaning = meaning.calling();
    start(use);
    switch (calls.arguments()) {
      case IN_ONE_PIECE, EMPTY -> argue(arguments);
      case SPLIT -> {
        argue(arguments.substring(0, 8));
        argue(arguments.substring(8));
      }
      case AS_AN_OBJECT, MISSING -> {}
    }
    stop(4 + 4 * call);
  }

  private void argue(String part) {
    continueBlock(Json.object().put("type", "input_json_delta").put("partial_json", part));
  }

  private void start(ObjectNode content) {
    ObjectNode event = inBlock("content_block_start");
    event.set("content_block", content);
    add(event);
  }

  private void continueBlock(ObjectNode delta) {
    ObjectNode event = inBlock("content_block_delta");
    event.set("delta", delta);
    add(event);
  }

  private void stop(int tokens) {
    add(inBlock("content_block_stop"));
    if (shape.usage() == Usage.IN_EVERY_CHUNK) {
      ObjectNode event = Json.object().put("type", "message_delta");
      event.putObject("delta").putNull("stop_reason");
      event.putObject("usage").put("output_tokens", tokens);
      meaning = meaning.counting(tokens);
      add(event);
    }
  }

  private ObjectNode inBlock(String type) {
    ObjectNode event = Json.object().put("type", type);
    return shape.calls().index() ? event.put("index", block) : event;
  }

  private void finish() {
    Finish finish = shape.finish();
    ObjectNode event = Json.object().put("type", "message_delta");
    ObjectNode delta = event.putObject("delta");
    if (finish != Finish.MISSING) {
      delta.put("stop_reason", finish.anthropic());
    }
    meaning = meaning.finishing(finish.isReal());
    switch (shape.usage()) {
      case IN_LAST_CHUNK, IN_EVERY_CHUNK -> count(event);
      case NULL -> event.putNull("usage");
      case IN_CHUNK_OF_ITS_OWN, NONE -> {}
    }
    add(event);
    if (shape.usage() == Usage.IN_CHUNK_OF_ITS_OWN) {
      ObjectNode last = Json.object().put("type", "message_delta");
      last.putObject("delta");
      count(last);
      add(last);
    }
    add(Json.object().put("type", "message_stop"));
  }

  private void count(ObjectNode event) {
    event.putObject("usage").put("output_tokens", Shape.COMPLETION_TOKENS);
    meaning = meaning.counting(Shape.COMPLETION_TOKENS);
  }

  private void add(ObjectNode event) {
    events.add(new Event(event.path("type").asText(), Json.write(event), meaning));
  }
}
