package ai.nemorouter.demo.model;

import ai.nemorouter.demo.model.DemoModel.CostIn;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the demo provider says to a prompt, in whole and in pieces. The same prompt gets the same
/// words each time.
final class DemoAnswer {
  private static final Pattern PIECE = Pattern.compile("\\s*\\S+");
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final String LABEL =
      "This is NemoRouter's offline demo provider: no model has read your message. ";
  private static final List<String> OPENINGS =
      List.of(
          "You asked about “%s”, and a real model would have much to say about it.",
          "“%s” is a good thing to ask, and here is the kind of answer you could expect.",
          "On “%s” one could begin like this.");
  private static final List<String> SENTENCES =
      List.of(
          "Start with what is already known and write it down in one place.",
          "Then look for the one constraint that decides everything else.",
          "Most of the effort goes into the part that looks easy at first.",
          "A small experiment this week tells more than a long plan.",
          "Ask two people who disagree, and note where they agree.",
          "Measure before and after, with the same yardstick.",
          "Keep what works, and drop the rest without regret.",
          "If it must scale, find out which resource runs out first.",
          "Write the conclusion early, then try to prove it wrong.",
          "In the end, the simplest version that holds up is the one to keep.");
  private static final int SENTENCES_SMALL = 3;
  private static final int SENTENCES_LARGE = 8;

  private final DemoPrompt prompt;
  private final String id = "chatcmpl-demo-" + UUID.randomUUID();
  private final long created = Instant.now().getEpochSecond();
  private final String text;
  private final int tokens;
  private final boolean cut;

  DemoAnswer(DemoPrompt prompt) {
    DemoToolCall call = prompt.toolCall();
    String full = call == null ? compose(prompt) : call.name() + call.arguments();
    int fullTokens = DemoTokens.count(full);
    this.prompt = prompt;
    cut = call == null && fullTokens > prompt.outputTokensMax();
    text = cut ? DemoTokens.cut(full, prompt.outputTokensMax()) : full;
    tokens = cut ? prompt.outputTokensMax() : fullTokens;
  }

  DemoPrompt prompt() {
    return prompt;
  }

  int tokens() {
    return tokens;
  }

  /// The words of the answer, each with the space before it.
  List<String> pieces() {
    DemoToolCall call = prompt.toolCall();
    if (call != null) {
      // Its name comes with the first chunk.
      return List.of(call.arguments());
    }
    return PIECE.matcher(text).results().map(MatchResult::group).toList();
  }

  /// US dollars, exact: tokens times prices.
  BigDecimal cost() {
    DemoModel model = prompt.model();
    BigDecimal input = model.inputPrice().usd().multiply(BigDecimal.valueOf(prompt.tokens()));
    BigDecimal output = model.outputPrice().usd().multiply(BigDecimal.valueOf(tokens));
    return new BigDecimal(input.add(output).divide(MILLION).stripTrailingZeros().toPlainString());
  }

  ObjectNode whole() {
    ObjectNode body = envelope("chat.completion");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    DemoToolCall call = prompt.toolCall();
    if (call == null) {
      message.put("content", text);
    } else {
      message.putNull("content").putArray("tool_calls").add(begun(call, call.arguments()));
    }
    message.putNull("refusal");
    choice.putNull("logprobs").put("finish_reason", finishReason());
    body.set("usage", usage());
    return body;
  }

  ObjectNode firstChunk() {
    ObjectNode delta = Json.object().put("role", "assistant");
    DemoToolCall call = prompt.toolCall();
    if (call == null) {
      delta.put("content", "");
    } else {
      delta.putNull("content").putArray("tool_calls").add(begun(call, "").put("index", 0));
    }
    return chunk(delta, null);
  }

  private static ObjectNode begun(DemoToolCall call, String arguments) {
    ObjectNode told = Json.object().put("id", call.id()).put("type", "function");
    told.putObject("function").put("name", call.name()).put("arguments", arguments);
    return told;
  }

  ObjectNode chunk(String piece) {
    ObjectNode delta = Json.object();
    if (prompt.toolCall() == null) {
      delta.put("content", piece);
    } else {
      ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
      call.putObject("function").put("arguments", piece);
    }
    return chunk(delta, null);
  }

  ObjectNode lastChunk() {
    return chunk(Json.object(), finishReason());
  }

  ObjectNode usageChunk() {
    ObjectNode body = envelope("chat.completion.chunk");
    body.putArray("choices");
    body.set("usage", usage());
    return body;
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode body = envelope("chat.completion.chunk");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return body;
  }

  private ObjectNode envelope(String object) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", prompt.name())
        .putNull("system_fingerprint");
  }

  private ObjectNode usage() {
    ObjectNode usage =
        Json.object()
            .put("prompt_tokens", prompt.tokens())
            .put("completion_tokens", tokens)
            .put("total_tokens", prompt.tokens() + tokens);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    if (prompt.model().costIn() == CostIn.BODY) {
      usage.put("cost", cost());
    }
    return usage;
  }

  private String finishReason() {
    if (prompt.toolCall() != null) {
      return "tool_calls";
    }
    return cut ? "length" : "stop";
  }

  private static String compose(DemoPrompt prompt) {
    int seed = Math.floorMod(prompt.topic().hashCode(), 1000);
    int sentences = prompt.model() == DemoModel.SONNET_LARGE ? SENTENCES_LARGE : SENTENCES_SMALL;
    StringBuilder answer = new StringBuilder(LABEL);
    answer.append(OPENINGS.get(seed % OPENINGS.size()).formatted(prompt.topic()));
    for (int sentence = 0; sentence < sentences; sentence++) {
      answer.append(' ').append(SENTENCES.get((seed + sentence) % SENTENCES.size()));
    }
    return answer.toString();
  }
}
