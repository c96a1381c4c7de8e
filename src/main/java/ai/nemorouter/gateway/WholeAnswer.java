package ai.nemorouter.gateway;

import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.gateway.AttemptFailure.Recourse;
import ai.nemorouter.gateway.Call.Ending;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Relays an answer that comes in one piece: read it, find its cost, settle, report.
@ApplicationScoped
class WholeAnswer {
  private final GatewayConfig config;

  WholeAnswer(GatewayConfig config) {
    this.config = config;
  }

  AttemptResult.Over relay(Call call, ChatRequest request, UpstreamResponse upstream)
      throws UpstreamFailure, InterruptedException {
    Buffer body =
        upstream.readAll(
            ProviderAnswer.mostBytes(config, call.request().operation()),
            call.exchange()::hasRoomForAnswer,
            config.responseTimeout());
    ObjectNode answer = parse(call, body);
    if (answer == null || !answer.path("choices").isArray()) {
      return refused(call, answer);
    }
    ReportedUsage reported =
        ReportedUsage.of(answer.path("usage"))
            .orCost(upstream.header(call.offering().provider().costHeader()));
    Bill bill = call.bounded(Bill.of(reported, call.estimate(), () -> counted(request, answer)));
    call.firstByteCame();
    return new AttemptResult.Answered(
        ending(answer), bill, () -> report(call, request, answer, bill));
  }

  private static @Nullable ObjectNode parse(Call call, Buffer body) {
    try {
      return call.offering()
          .provider()
          .dialect()
          .answer(call.request().operation(), Json.parseAnswer(body.getBytes(), false));
    } catch (ApiException e) {
      return null;
    }
  }

  /// A success by its status that is none: an error inside, or no answer at all.
  private static AttemptResult.Failed refused(Call call, @Nullable ObjectNode answer) {
    Provider provider = call.offering().provider();
    if (answer != null && answer.hasNonNull("error")) {
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
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "provider_error"),
        call.deliveredBill(),
        new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.UNUSABLE));
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
    Delivered delivered = Delivered.to(request);
    answer.path("choices").forEach(choice -> delivered.take(choice.path("message")));
    return delivered.after(TokenCounter.ofMessages(request));
  }

  private static void report(Call call, ChatRequest request, ObjectNode answer, Bill bill) {
    Exchange exchange = call.exchange();
    answer.put("id", call.generationId());
    answer.put("model", call.offering().slug());
    answer.put("provider", call.offering().provider().name());
    if (!answer.has("system_fingerprint")) {
      answer.putNull("system_fingerprint");
    }
    for (JsonNode choice : answer.path("choices")) {
      JsonNode reason = choice.path("finish_reason");
      if (choice instanceof ObjectNode object
          && reason.isTextual()
          && !object.has("native_finish_reason")) {
        object.set("native_finish_reason", reason);
      }
    }
    answer.set("usage", bill.usage(answer.path("usage")));
    HttpServerResponse response = exchange.response();
    if (exchange.isGone() || response.closed()) {
      return;
    }
    response.putHeader("x-generation-id", call.generationId());
    response.putHeader("x-nemo-request-cost", bill.cost().plain());
    response.putHeader("x-litellm-response-cost", bill.cost().plain());
    response.putHeader("x-nemo-cost-status", bill.status());
    response.putHeader("x-nemo-latency-ms", Integer.toString(exchange.elapsedMs()));
    exchange.answer(request.answers().whole(answer));
  }
}
