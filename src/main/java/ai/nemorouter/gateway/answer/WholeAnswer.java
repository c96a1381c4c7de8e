package ai.nemorouter.gateway.answer;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.DeliveredText;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.cost.TokenCounter;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.flow.Attempt.Ending;
import ai.nemorouter.gateway.flow.AttemptFailure;
import ai.nemorouter.gateway.flow.AttemptFailure.NextStep;
import ai.nemorouter.gateway.flow.AttemptResult;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.gateway.upstream.UpstreamErrors;
import ai.nemorouter.gateway.upstream.UpstreamFailure;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.AnswerReader;
import ai.nemorouter.provider.answer.Failures;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.health.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Relays an answer that comes in one piece: read it, find its cost, settle, report.
@ApplicationScoped
public class WholeAnswer {
  private final GatewayConfig config;
  private final ReasoningFields thoughtNames;

  WholeAnswer(GatewayConfig config, ReasoningFields thoughtNames) {
    this.config = config;
    this.thoughtNames = thoughtNames;
  }

  public AttemptResult.Over relay(Attempt call, ChatRequest request, UpstreamResponse upstream)
      throws UpstreamFailure, InterruptedException {
    Buffer body =
        upstream.readAll(
            ProviderAnswer.mostBytes(config, call.request().operation()),
            call.exchange()::hasRoomForAnswer,
            config.responseTimeout());
    ObjectNode answer = read(call, request, body.getBytes());
    if (answer == null || !answer.path("choices").isArray()) {
      return refused(call, answer, upstream);
    }
    Choices choices = new Choices(request);
    answer
        .path("choices")
        .forEach(choice -> thoughtNames.heard(call.offering(), choice.path("message")));
    choices.mend(answer);
    Bill bill =
        call.bounded(
            Bill.of(
                reported(call, answer, upstream), call.estimate(), () -> counted(request, answer)));
    call.firstByteCame();
    Ending ending = ending(answer);
    call.exchange()
        .answerSample()
        .ifPresent(sample -> {
          sample.begin();
          sample.whole(answer);
        });
    ApiError refusal = screen(call, answer);
    if (refusal != null) {
      return new AttemptResult.BrokenOff(
          ending.blocked(refusal), bill, null, () -> call.refuse(refusal, bill));
    }
    return new AttemptResult.Answered(ending, bill, () -> report(call, request, answer, bill));
  }

  /// @return what the client is told if guardrails let nothing pass
  private static @Nullable ApiError screen(Attempt call, ObjectNode answer) {
    RequestScreen rules = call.exchange().screen().orElse(null);
    if (rules == null) {
      return null;
    }
    rules.answer().ifPresent(screen -> screen.whole(answer));
    return rules.isRefused() ? rules.refusal(Direction.OUTPUT) : null;
  }

  private static ReportedUsage reported(Attempt call, JsonNode answer, UpstreamResponse upstream) {
    return ReportedUsage.of(answer.path("usage"))
        .orCost(upstream.header(call.offering().provider().costHeader()));
  }

  /// The answer in the gateway's own form, or what it says instead; null if that cannot be read.
  private static @Nullable ObjectNode read(Attempt call, ChatRequest request, byte[] bytes) {
    Dialect dialect = call.offering().provider().dialect();
    if (!AnswerReader.isDocument(bytes)) {
      return ReceivedAnswer.assembled(dialect, new StreamChunks(call, request), bytes);
    }
    try {
      return Failures.normalised(
          dialect.answer(call.request().operation(), Json.parseAnswer(bytes, false)));
    } catch (ApiException e) {
      return null;
    }
  }

  /// A success by its status that is none: an error inside, or no answer at all. That costs what
  /// the provider says it does.
  private static AttemptResult.Failed refused(
      Attempt call, @Nullable ObjectNode answer, UpstreamResponse upstream) {
    Provider provider = call.offering().provider();
    if (answer != null && answer.has("error")) {
      ApiError error = UpstreamErrors.inBand(answer.path("error"), provider);
      return new AttemptResult.Failed(
          Ending.failed(error.status(), "provider_error"),
          null,
          AttemptFailure.inBand(answer.path("error"), error));
    }
    ApiError error =
        UpstreamErrors.unavailable(
            502,
            "The provider " + provider.name() + " answered with something else than a completion.",
            provider);
    ReportedUsage reported =
        reported(call, answer == null ? MissingNode.getInstance() : answer, upstream);
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "provider_error"),
        reported.equals(ReportedUsage.NONE)
            ? null
            : Bill.of(reported, call.estimate(), call.estimate()::floorUsage),
        new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.UNUSABLE));
  }

  private static Ending ending(ObjectNode answer) {
    JsonNode id = answer.path("id");
    JsonNode reason = answer.path("choices").path(0).path("finish_reason");
    return new Ending(
        200,
        null,
        reason.isTextual() ? reason.asText() : null,
        id.isTextual() ? id.asText() : null);
  }

  private static TokenUsage counted(ChatRequest request, ObjectNode answer) {
    DeliveredText delivered = DeliveredText.to(request);
    answer.path("choices").forEach(choice -> delivered.take(choice.path("message")));
    return delivered.after(TokenCounter.ofMessages(request));
  }

  private static void report(Attempt call, ChatRequest request, ObjectNode answer, Bill bill) {
    Exchange exchange = call.exchange();
    answer.put("id", call.generationId());
    answer.put("model", call.offering().slug());
    answer.put("provider", call.offering().provider().name());
    if (!answer.has("system_fingerprint")) {
      answer.putNull("system_fingerprint");
    }
    answer.set("usage", bill.usage(answer.path("usage")));
    HttpServerResponse response = exchange.response();
    if (exchange.isDisconnected() || response.closed()) {
      return;
    }
    exchange.tellPosture();
    call.tellCost(bill);
    exchange.answer(request.answers().whole(answer));
  }
}
