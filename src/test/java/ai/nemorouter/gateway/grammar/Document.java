package ai.nemorouter.gateway.grammar;

import ai.nemorouter.gateway.grammar.Calls.Arguments;
import ai.nemorouter.gateway.grammar.Calls.Naming;
import ai.nemorouter.gateway.grammar.Shape.Finish;
import ai.nemorouter.gateway.grammar.Shape.Usage;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// The answer of a stream as one document.
public final class Document {
  private static final String TEXT = "Grüße 🙂";

  private Document() {}

  /// @param dialect by the name that a provider has it under
  public static ObjectNode of(String dialect, Shape shape) {
    return switch (dialect) {
      case "anthropic" -> ofAnthropic(shape);
      case "gemini" -> ofGemini(shape);
      default -> ofOpenAi(shape);
    };
  }

  /// What it means.
  public static Meaning meaning(Shape shape) {
    boolean counted = shape.usage() != Usage.NONE && shape.usage() != Usage.NULL;
    return new Meaning(
        TEXT, shape.calls().count(), true, counted ? Shape.COMPLETION_TOKENS : -1, counted);
  }

  private static ObjectNode ofOpenAi(Shape shape) {
    ObjectNode answer = Json.object().put("id", "up-1");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant").put("content", TEXT);
    Calls calls = shape.calls();
    for (int i = 0; i < calls.count(); i++) {
      ObjectNode call = message.withArray("/tool_calls").addObject();
      if (calls.id() != Naming.MISSING) {
        call.put("id", calls.toldId(i));
      }
      if (calls.index()) {
        call.put("index", i);
      }
      ObjectNode function = call.putObject("function").put("name", calls.name(i));
      input(function, "arguments", calls, i, calls.arguments() == Arguments.AS_AN_OBJECT);
    }
    finish(choice, "finish_reason", shape.finish(), shape.finish().openAi());
    usage(answer, "usage", "prompt_tokens", "completion_tokens", shape.usage());
    return answer;
  }

  private static ObjectNode ofAnthropic(Shape shape) {
    ObjectNode answer = Json.object().put("type", "message").put("id", "msg_1");
    ArrayNode content = answer.putArray("content");
    content.addObject().put("type", "text").put("text", TEXT);
    Calls calls = shape.calls();
    for (int i = 0; i < calls.count(); i++) {
      ObjectNode use = content.addObject().put("type", "tool_use").put("name", calls.name(i));
      if (calls.id() != Naming.MISSING) {
        use.put("id", calls.toldId(i));
      }
      input(use, "input", calls, i, calls.arguments() != Arguments.SPLIT);
    }
    finish(answer, "stop_reason", shape.finish(), shape.finish().anthropic());
    usage(answer, "usage", "input_tokens", "output_tokens", shape.usage());
    return answer;
  }

  private static ObjectNode ofGemini(Shape shape) {
    ObjectNode answer = Json.object().put("responseId", "r1");
    ObjectNode candidate = answer.putArray("candidates").addObject();
    ArrayNode parts = candidate.putObject("content").put("role", "model").putArray("parts");
    parts.addObject().put("text", TEXT);
    Calls calls = shape.calls();
    for (int i = 0; i < calls.count(); i++) {
      ObjectNode call = parts.addObject().putObject("functionCall").put("name", calls.name(i));
      if (calls.id() != Naming.MISSING) {
        call.put("id", calls.toldId(i));
      }
      input(call, "args", calls, i, calls.arguments() != Arguments.SPLIT);
    }
    finish(candidate, "finishReason", shape.finish(), shape.finish().gemini());
    usage(answer, "usageMetadata", "promptTokenCount", "candidatesTokenCount", shape.usage());
    return answer;
  }

  private static void input(
      ObjectNode call, String field, Calls calls, int index, boolean asObject) {
    String text = calls.argumentsOf(index);
    if (calls.arguments() == Arguments.MISSING) {
      return;
    }
    if (asObject) {
      call.set(field, text.isEmpty() ? Json.object() : DialectJson.object(text));
    } else {
      call.put(field, text);
    }
  }

  private static void finish(
      ObjectNode holder, String field, Finish finish, @Nullable String word) {
    if (finish != Finish.MISSING) {
      holder.put(field, word);
    }
  }

  private static void usage(
      ObjectNode answer, String field, String prompt, String completion, Usage usage) {
    switch (usage) {
      case NONE -> {}
      case NULL -> answer.putNull(field);
      case IN_LAST_CHUNK, IN_CHUNK_OF_ITS_OWN, IN_EVERY_CHUNK ->
          answer
              .putObject(field)
              .put(prompt, Shape.PROMPT_TOKENS)
              .put(completion, Shape.COMPLETION_TOKENS);
    }
  }
}
