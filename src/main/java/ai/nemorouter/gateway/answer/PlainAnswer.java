package ai.nemorouter.gateway.answer;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.MeasuredUsage;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.flow.Attempt.Ending;
import ai.nemorouter.gateway.flow.AttemptFailure;
import ai.nemorouter.gateway.flow.AttemptFailure.NextStep;
import ai.nemorouter.gateway.flow.AttemptResult;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.PlainRequest;
import ai.nemorouter.gateway.request.PlainResult;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.screening.AnswerSample;
import ai.nemorouter.gateway.screening.PlainOutput;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.gateway.upstream.UpstreamErrors;
import ai.nemorouter.gateway.upstream.UpstreamFailure;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.health.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;

/// Relays an answer of any operation but chat: read it, find its cost, settle, report.
@ApplicationScoped
public class PlainAnswer {
  private final GatewayConfig config;

  PlainAnswer(GatewayConfig config) {
    this.config = config;
  }

  public AttemptResult.Over relay(Attempt call, PlainRequest request, UpstreamResponse upstream)
      throws UpstreamFailure, InterruptedException {
    Buffer bytes =
        upstream.readAll(
            ProviderAnswer.mostBytes(config, request.operation()),
            call.exchange()::hasRoomForAnswer,
            config.responseTimeout());
    Provider provider = call.offering().provider();
    ProviderAnswer answer =
        ProviderAnswer.of(
            provider.dialect(), request.operation(), upstream.header("content-type"), bytes);
    JsonNode error = answer.error();
    PlainResult result = error == null ? request.read(call.offering(), answer) : null;
    if (error != null) {
      return turnedDown(UpstreamErrors.inBand(error, provider));
    }
    if (result == null) {
      return noAnswer(call, request);
    }
    ReportedUsage reported =
        ReportedUsage.of(answer.usage()).orCost(upstream.header(provider.costHeader()));
    Bill bill = call.bounded(Bill.of(reported.cost(), result.counts(), call.estimate()));
    call.firstByteCame();
    call.exchange().answerSample().ifPresent(sample -> take(sample, request, result));
    RequestScreen rules = call.exchange().screen().orElse(null);
    PlainResult passed = rules == null ? result : screened(rules, request, result);
    if (rules != null && rules.isRefused()) {
      ApiError refusal = rules.refusal(Direction.OUTPUT);
      return new AttemptResult.BrokenOff(
          new Ending(200, null, null, answer.id()).blocked(refusal),
          bill,
          null,
          () -> call.refuse(refusal, bill));
    }
    return new AttemptResult.Answered(
        new Ending(200, null, null, answer.id()), bill, () -> report(call, request, passed, bill));
  }

  private static void take(AnswerSample sample, PlainRequest request, PlainResult result) {
    sample.begin();
    switch (result) {
      case PlainResult.Document document -> sample.document(request.operation(), document.body());
      case PlainResult.Bytes whole -> sample.bytes(whole.contentType(), whole.bytes());
    }
  }

  private static PlainResult screened(
      RequestScreen rules, PlainRequest request, PlainResult result) {
    PlainOutput screen = rules.plainAnswer().orElse(null);
    if (screen == null) {
      return result;
    }
    return switch (result) {
      case PlainResult.Document(ObjectNode body, MeasuredUsage counts) ->
          new PlainResult.Document(screen.document(request.operation(), body), counts);
      case PlainResult.Bytes(String type, Buffer bytes, MeasuredUsage counts) ->
          new PlainResult.Bytes(type, screen.bytes(type, bytes), counts);
    };
  }

  /// An error inside of what its status calls a success.
  private static AttemptResult.Failed turnedDown(ApiError error) {
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "provider_error"),
        null,
        AttemptFailure.ofStatus(error.status(), error));
  }

  private static AttemptResult.Failed noAnswer(Attempt call, PlainRequest request) {
    Provider provider = call.offering().provider();
    ApiError error =
        UpstreamErrors.unavailable(
            502,
            "The provider "
                + provider.name()
                + " answered with something else than "
                + request.operation().word()
                + ".",
            provider);
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "provider_error"),
        call.deliveredBill(),
        new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.UNUSABLE));
  }

  private static void report(Attempt call, PlainRequest request, PlainResult result, Bill bill) {
    Exchange exchange = call.exchange();
    HttpServerResponse response = exchange.response();
    if (exchange.isDisconnected() || response.closed()) {
      return;
    }
    exchange.tellPosture();
    call.tellCost(bill);
    switch (result) {
      case PlainResult.Bytes whole -> exchange.answer(whole.contentType(), whole.bytes());
      case PlainResult.Document document ->
          exchange.answer(named(document.body(), call, request, bill));
    }
  }

  private static ObjectNode named(ObjectNode body, Attempt call, PlainRequest request, Bill bill) {
    Offering offering = call.offering();
    body.put("id", call.generationId());
    body.put("model", offering.slug());
    body.put("provider", offering.provider().name());
    ObjectNode reported =
        body.path("usage") instanceof ObjectNode usage ? usage.deepCopy() : Json.object();
    body.set("usage", bill.withCost(request.usage(reported, bill.tokens())));
    return body;
  }
}
