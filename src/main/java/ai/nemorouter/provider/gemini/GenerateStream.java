package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Completion;
import ai.nemorouter.provider.dialect.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A streamed answer of Gemini's: each event is an answer of its own with what is new. It ends with
/// the connection.
final class GenerateStream implements Dialect.Translation {
  private final Map<Integer, Candidate> candidates = new HashMap<>();

  /// How far one of the answers has come.
  private static final class Candidate {
    private int toolCalls;
    private int details;
    private boolean thinking;
    private boolean begun;
    private boolean ended;

    /// The place of a detail in the list: thoughts in a row share one.
    private ObjectNode placed(ObjectNode detail, boolean thought) {
      if (details == 0 || !thought || !thinking) {
        details++;
      }
      thinking = thought;
      return detail.put("index", details - 1);
    }
  }

  @Override
  public List<ObjectNode> take(ObjectNode answer) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (JsonNode candidate : answer.path("candidates")) {
      take(candidate, chunks);
    }
    String blocked = GenerateAnswer.blockReason(answer);
    if (!blocked.isEmpty()) {
      ObjectNode refusal = Json.object().put("refusal", GenerateAnswer.refusal(blocked));
      chunks.add(chunk(0, refusal, "content_filter", blocked));
    }
    if (!blocked.isEmpty() || countsTheAnswer(answer.path("usageMetadata"))) {
      chunks.add(Completion.usageChunk(GenerateAnswer.usage(answer.path("usageMetadata"))));
    } else if (answer.path("usageMetadata").has("promptTokenCount")) {
      ObjectNode prompt = Json.object();
      prompt.putArray("choices");
      prompt.set(Completion.PROMPT_USAGE, GenerateAnswer.usage(answer.path("usageMetadata")));
      chunks.add(prompt);
    }
    chunks.forEach(chunk -> chunk.set("id", answer.path("responseId")));
    return chunks;
  }

  /// Before there is anything to count, Gemini counts the prompt alone; an answer that breaks off
  /// then has cost more. One that ends with nothing has cost no more.
  private boolean countsTheAnswer(JsonNode counted) {
    boolean nothing =
        counted.isObject()
            && !candidates.isEmpty()
            && candidates.values().stream().allMatch(one -> one.ended && !one.begun);
    return GenerateAnswer.countsTheAnswer(counted) || nothing;
  }

  private void take(JsonNode candidate, List<ObjectNode> chunks) {
    int index = candidate.path("index").asInt(0);
    Candidate state = candidates.computeIfAbsent(index, _ -> new Candidate());
    for (JsonNode part : candidate.path("content").path("parts")) {
      for (ObjectNode delta : deltas(part, state)) {
        state.begun = true;
        chunks.add(chunk(index, delta, null, null));
      }
    }
    String reason = GenerateAnswer.finishReason(candidate);
    state.ended |= !reason.isEmpty();
    if (GenerateAnswer.isFailure(reason)) {
      chunks.add(GenerateAnswer.failed(reason, candidate));
      return;
    }
    if (candidate.has("logprobsResult") || !reason.isEmpty()) {
      ObjectNode last =
          reason.isEmpty()
              ? chunk(index, Json.object(), null, null)
              : chunk(
                  index,
                  Json.object(),
                  GenerateAnswer.finishReason(reason, state.toolCalls > 0),
                  reason);
      GenerateAnswer.addLogprobs(candidate, (ObjectNode) last.path("choices").path(0));
      chunks.add(last);
    }
  }

  private static List<ObjectNode> deltas(JsonNode part, Candidate state) {
    List<ObjectNode> deltas = new ArrayList<>();
    String text = part.path("text").asText("");
    String callId = null;
    if (part.path("functionCall").isObject()) {
      JsonNode call = part.path("functionCall");
      callId = GenerateAnswer.callId(call);
      deltas.add(
          Completion.toolCallDelta(
              state.toolCalls++,
              callId,
              call.path("name").asText(),
              Json.write(GenerateAnswer.arguments(call))));
    } else if (part.path("inlineData").isObject()) {
      ObjectNode delta = Json.object();
      delta.putArray("images").add(GenerateAnswer.image(part.path("inlineData")));
      deltas.add(delta);
    } else if (part.path("thought").asBoolean()) {
      deltas.add(Completion.reasoningDelta(text, state.placed(Signatures.thought(text), true)));
    } else if (!text.isEmpty()) {
      deltas.add(Json.object().put("content", text));
    }
    if (part.hasNonNull("thoughtSignature")) {
      ObjectNode signature = Signatures.signature(part.path("thoughtSignature"), callId);
      deltas.add(Completion.reasoningDelta("", state.placed(signature, false)));
    }
    return deltas;
  }

  private static ObjectNode chunk(
      int index, ObjectNode delta, @Nullable String finish, @Nullable String nativeFinish) {
    ObjectNode chunk = Json.object();
    Completion.addChoice(chunk, index, "delta", delta, finish, nativeFinish);
    return chunk;
  }
}
