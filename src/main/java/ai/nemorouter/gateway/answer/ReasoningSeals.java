package ai.nemorouter.gateway.answer;

import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.flow.AttemptResult;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/// Thoughts that a provider has signed or sealed. One that does not know its own again, because
/// another account or model made them or a client cut them, refuses the conversation for ever: then
/// it is asked once more without them.
public final class ReasoningSeals {
  private static final int BAD_REQUEST = 400;
  private static final String DETAILS = "reasoning_details";
  private static final Pattern REFUSED =
      Pattern.compile("(?i)signature|encrypted_content|redacted_thinking|`?thinking`? blocks?");

  private ReasoningSeals() {}

  /// Whether the provider refused the request for what it should have signed itself.
  public static boolean areRefused(
      Attempt call, UpstreamResponse response, AttemptResult.Over result) {
    return result instanceof AttemptResult.Failed failed
        && !call.exchange().isDisconnected()
        && failed.failure().error().status() == BAD_REQUEST
        && response.wasSent()
        && call.request() instanceof ChatRequest chat
        && hasSeals(chat.body())
        && REFUSED.matcher(failed.failure().error().message()).find();
  }

  private static boolean hasSeals(JsonNode body) {
    for (JsonNode message : body.path("messages")) {
      if (!message.path(DETAILS).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  public static void remove(ObjectNode body) {
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode object) {
        object.remove(DETAILS);
      }
    }
  }
}
