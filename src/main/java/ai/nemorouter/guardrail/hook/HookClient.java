package ai.nemorouter.guardrail.hook;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.webhook.SigningSecret;
import ai.nemorouter.webhook.Webhook;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks a hook about texts, once, on the calling thread, within the hook's time. The address is a
/// tenant's, so `OutboundHttp` says where it may lead, each time anew.
@ApplicationScoped
public class HookClient {
  private static final int OK = 200;

  /// What is asked at once; the answer may be as large.
  private static final int TEXT_LENGTH_MAX = 1_000_000;

  private static final int ANSWER_BYTES_MAX = 1_000_000;

  private final OutboundHttp http;
  private final HooksConfig config;

  HookClient(OutboundHttp http, HooksConfig config) {
    this.http = http;
    this.config = config;
  }

  /// @param signing which all sign
  public HookAnswer ask(Check.Hook hook, List<SigningSecret> signing, HookQuestion question) {
    if (question.texts().isEmpty()) {
      return new HookAnswer.Said(List.of());
    }
    if (question.length() > TEXT_LENGTH_MAX) {
      return new HookAnswer.Failed("The texts are longer than a hook is sent.");
    }
    HookFormat format = HookFormat.of(hook);
    String body = format.question(question);
    String messageId = Webhook.messageId(question.requestId()) + "_" + question.direction();
    Map<String, String> headers =
        new LinkedHashMap<>(SigningSecret.headers(signing, messageId, body));
    headers.put("content-type", "application/json");
    headers.put("accept", "application/json");
    OutboundHttp.Outcome outcome =
        http.send(
            new OutboundHttp.Request(
                HttpMethod.POST, hook.address(), headers, Buffer.buffer(body), ANSWER_BYTES_MAX),
            Reach.of(config.allowPrivateTargets()),
            Duration.ofMillis(hook.mostMillis()));
    return switch (outcome) {
      case OutboundHttp.Outcome.Answered(int status, String answer) ->
          status == OK
              ? read(format, question, answer)
              : new HookAnswer.Failed("The hook answered with HTTP status " + status + ".");
      case OutboundHttp.Outcome.Refused(String reason) -> new HookAnswer.Failed(reason);
      case OutboundHttp.Outcome.Failed(String reason) -> new HookAnswer.Failed(reason);
    };
  }

  private static HookAnswer read(HookFormat format, HookQuestion question, String answer) {
    if (answer.getBytes(StandardCharsets.UTF_8).length >= ANSWER_BYTES_MAX) {
      return new HookAnswer.Failed("The hook's answer is too large.");
    }
    try {
      return new HookAnswer.Said(format.answer(question, answer));
    } catch (HookFormat.UnusableAnswerException e) {
      return new HookAnswer.Failed(String.valueOf(e.getMessage()));
    }
  }
}
