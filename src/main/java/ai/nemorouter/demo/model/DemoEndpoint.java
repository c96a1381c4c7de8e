package ai.nemorouter.demo.model;

import ai.nemorouter.demo.DemoConfig;
import ai.nemorouter.demo.model.DemoModel.CostIn;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/// Answers the requests that reach the demo provider, or fails them as their model says.
final class DemoEndpoint implements Handler<HttpServerRequest> {
  private static final Logger LOG = Logger.getLogger(DemoEndpoint.class);
  private static final String JSON_TYPE = "application/json";
  private static final String HTML_ERROR =
      "<html><body><h1>502 Bad Gateway</h1><p>NemoRouter's demo provider</p></body></html>";
  private static final int RETRY_AFTER_SECONDS = 20;
  private static final long MILLIS_PER_SECOND = 1000;

  private final Vertx vertx;
  private final DemoConfig config;
  private final AtomicInteger streams = new AtomicInteger();

  DemoEndpoint(Vertx vertx, DemoConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /// How many streamed answers are being written.
  AtomicInteger streams() {
    return streams;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String asked = request.method() + " " + request.path();
    if (asked.equals(HttpMethod.POST + " /v1/chat/completions")) {
      request.body().onSuccess(body -> answer(request, body));
    } else if (DemoSpecialist.asked(asked).isPresent()) {
      DemoSpecialist model = DemoSpecialist.asked(asked).get();
      request.body().onSuccess(body -> work(request, model, body));
    } else if (asked.equals(HttpMethod.GET + " /v1/models")) {
      send(request, 200, models());
    } else {
      send(request, 404, failure(404, "The demo provider has no " + asked + "."));
    }
  }

  /// The error body of a provider, which is not the gateway's.
  static ObjectNode failure(int status, String message) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", message)
        .put("type", status < 500 ? "invalid_request_error" : "server_error")
        .putNull("param")
        .put("code", status);
    return body;
  }

  private void answer(HttpServerRequest request, Buffer body) {
    vertx
        .executeBlocking(
            () -> new DemoAnswer(DemoPrompt.parse(body.getBytes(), config.tokensPerSecond())),
            false)
        .onSuccess(answer -> begin(request, answer))
        .onFailure(cause -> refuse(request, cause));
  }

  private void work(HttpServerRequest request, DemoSpecialist model, Buffer body) {
    vertx
        .executeBlocking(() -> DemoWork.of(model, body), false)
        .onSuccess(answer ->
            request.response().putHeader("content-type", answer.type()).end(answer.bytes()))
        .onFailure(cause -> refuse(request, cause));
  }

  private static void refuse(HttpServerRequest request, Throwable cause) {
    if (cause instanceof ApiException refused) {
      ApiError error = refused.error();
      send(request, error.status(), failure(error.status(), error.message()));
      return;
    }
    LOG.error("Demo answer failed", cause);
    send(request, 500, failure(500, "The demo provider failed."));
  }

  private void begin(HttpServerRequest request, DemoAnswer answer) {
    switch (answer.prompt().model()) {
      case FAILS_503 -> send(request, 503, failure(503, "The demo model plays overloaded."));
      case FAILS_429 -> {
        request.response().putHeader("retry-after", String.valueOf(RETRY_AFTER_SECONDS));
        send(request, 429, failure(429, "The demo model plays rate-limited."));
      }
      case HTML_502 ->
          request
              .response()
              .setStatusCode(502)
              .putHeader("content-type", "text/html")
              .end(HTML_ERROR);
      case SLOW_FIRST_BYTE ->
          after(config.slowFirstByte().toMillis(), request, () -> deliver(request, answer));
      case HAIKU_SMALL,
          SONNET_LARGE,
          CATALOG_PRICED,
          STALLS,
          BREAKS_MID_STREAM,
          ENDS_EARLY,
          ERROR_FRAME ->
          deliver(request, answer);
    }
  }

  private void deliver(HttpServerRequest request, DemoAnswer answer) {
    if (answer.prompt().streamed()) {
      new DemoStream(vertx, request, answer, streams).start();
      return;
    }
    int pace = answer.prompt().tokensPerSecond();
    long delayMs = pace == 0 ? 0 : answer.tokens() * MILLIS_PER_SECOND / pace;
    after(delayMs, request, () -> sendWhole(request, answer));
  }

  private static void sendWhole(HttpServerRequest request, DemoAnswer answer) {
    String body = Json.write(answer.whole());
    switch (answer.prompt().model()) {
      case STALLS -> {
        // Says nothing until the caller gives up.
      }
      case BREAKS_MID_STREAM -> {
        request
            .response()
            .putHeader("content-type", JSON_TYPE)
            .setChunked(true)
            .write(body.substring(0, body.length() / 2))
            .onComplete(_ -> request.connection().close());
      }
      case ENDS_EARLY ->
          request
              .response()
              .putHeader("content-type", JSON_TYPE)
              .end(body.substring(0, body.length() / 2));
      case ERROR_FRAME -> send(request, 200, failure(502, "The demo model plays broken."));
      case HAIKU_SMALL,
          SONNET_LARGE,
          CATALOG_PRICED,
          FAILS_503,
          FAILS_429,
          HTML_502,
          SLOW_FIRST_BYTE -> {
        if (answer.prompt().model().costIn() == CostIn.HEADER) {
          request.response().putHeader("x-litellm-response-cost", answer.cost().toPlainString());
        }
        request.response().putHeader("content-type", JSON_TYPE).end(body);
      }
    }
  }

  /// Unless the caller has gone by then.
  private void after(long delayMs, HttpServerRequest request, Runnable step) {
    if (delayMs <= 0) {
      step.run();
      return;
    }
    long timer = vertx.setTimer(delayMs, _ -> step.run());
    request.response().closeHandler(_ -> vertx.cancelTimer(timer));
  }

  private static void send(HttpServerRequest request, int status, ObjectNode body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    response.putHeader("content-type", JSON_TYPE).end(Json.write(body));
  }

  private static ObjectNode models() {
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (DemoModel model : DemoModel.values()) {
      data.add(model(model.id()));
    }
    for (DemoSpecialist model : DemoSpecialist.values()) {
      data.add(model(model.id()));
    }
    return body;
  }

  private static ObjectNode model(String id) {
    return Json.object()
        .put("id", id)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", DemoModel.PROVIDER);
  }
}
