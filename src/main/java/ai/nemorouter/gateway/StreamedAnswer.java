package ai.nemorouter.gateway;

import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.provider.Dialect;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Relays one answer that comes as a stream: each chunk as it arrives, then the usage with its
/// cost, `[DONE]`, and the end of the body. A break becomes an error frame once the client has been
/// answered 200, and a real status before that.
final class StreamedAnswer {
  private static final Buffer KEEP_ALIVE = Buffer.buffer(": PROCESSING\n\n");

  private final Call call;
  private final ChatRequest request;
  private final Dialect.Translation translation;
  private final UpstreamResponse upstream;
  private final GatewayConfig config;
  private final Exchange exchange;
  private final StreamChunks chunks;
  private final ServerSentEvents events = new ServerSentEvents();
  private boolean begun;
  private boolean ended;

  StreamedAnswer(Call call, ChatRequest request, UpstreamResponse upstream, GatewayConfig config) {
    this.call = call;
    this.request = request;
    this.translation = call.offering().provider().dialect().stream();
    this.upstream = upstream;
    this.config = config;
    this.exchange = call.exchange();
    this.chunks = new StreamChunks(call);
  }

  void relay() throws InterruptedException {
    Duration silent = Duration.ZERO;
    while (!ended) {
      switch (upstream.next(config.keepAliveEvery())) {
        case UpstreamResponse.Event.Data(Buffer bytes) -> {
          silent = Duration.ZERO;
          take(bytes);
        }
        case UpstreamResponse.Event.End() -> end();
        case UpstreamResponse.Event.Broken(Throwable cause) ->
            broken(
                UpstreamErrors.of(
                    new UpstreamFailure(UpstreamFailure.Kind.BROKEN, cause),
                    call.offering().provider()));
        case UpstreamResponse.Event.ClientGone() -> clientGone();
        case UpstreamResponse.Event.Silence() -> {
          silent = silent.plus(config.keepAliveEvery());
          waitOn(silent);
        }
      }
    }
  }

  private void waitOn(Duration silent) throws InterruptedException {
    if (silent.compareTo(config.stallTimeout()) >= 0) {
      broken(UpstreamErrors.timeout(call.offering().provider()));
      return;
    }
    write(KEEP_ALIVE);
  }

  private void take(Buffer bytes) throws InterruptedException {
    StringBuilder frames = new StringBuilder();
    for (String data : eventsIn(bytes)) {
      List<ObjectNode> translated = translate(data);
      if (translated == null) {
        flush(frames);
        broken(
            UpstreamErrors.unavailable(
                502, "The provider sent something that is not JSON.", call.offering().provider()));
        return;
      }
      for (ObjectNode chunk : translated) {
        if (chunk.hasNonNull("error")) {
          flush(frames);
          broken(UpstreamErrors.inBand(chunk.path("error"), call.offering().provider()));
          return;
        }
        chunks.normalise(chunk).ifPresent(sent -> frames.append(request.answers().chunk(sent)));
      }
      if (translation.isOver()) {
        flush(frames);
        end();
        return;
      }
    }
    flush(frames);
  }

  private List<String> eventsIn(Buffer bytes) throws InterruptedException {
    try {
      return events.take(bytes.getBytes());
    } catch (ServerSentEvents.TooLargeException e) {
      broken(
          UpstreamErrors.unavailable(
              502,
              "The provider "
                  + call.offering().provider().name()
                  + " sent an event that is too large.",
              call.offering().provider()));
      return List.of();
    }
  }

  private @Nullable List<ObjectNode> translate(String data) {
    try {
      return translation.take(data);
    } catch (ApiException e) {
      return null;
    }
  }

  private void flush(StringBuilder frames) throws InterruptedException {
    if (!frames.isEmpty() && !ended) {
      call.firstByteCame();
      write(Buffer.buffer(frames.toString()));
    }
  }

  private void write(Buffer frames) throws InterruptedException {
    HttpServerResponse response = exchange.response();
    if (response.closed()) {
      return;
    }
    if (!begun) {
      begin(response);
    }
    Exchange.finish(response.write(frames));
    if (!exchange.awaitReader(config.stallTimeout().toMillis())) {
      exchange.hangUp();
      clientGone();
    }
  }

  private void begin(HttpServerResponse response) {
    begun = true;
    response.setChunked(true);
    response.putHeader("content-type", "text/event-stream; charset=utf-8");
    response.putHeader("cache-control", "no-cache");
    response.putHeader("x-accel-buffering", "no");
    response.putHeader("x-generation-id", exchange.generationId());
    response.putHeader("x-nemo-cost-status", "pending");
  }

  /// The provider is through: with a finish reason the answer is whole, without one it was cut off.
  private void end() throws InterruptedException {
    if (!chunks.isFinished()) {
      broken(
          UpstreamErrors.unavailable(
              502,
              "The provider " + call.offering().provider().name() + " ended its answer too early.",
              call.offering().provider()));
      return;
    }
    ended = true;
    upstream.finishReading();
    Bill bill = bill();
    call.settle(Status.OK, chunks.ending(200, null), bill);
    close(request.answers().end(chunks.usageChunk(bill)));
  }

  private void broken(ApiError error) throws InterruptedException {
    ended = true;
    upstream.cancel();
    call.settle(Status.FAILED, chunks.ending(error.status(), "provider_broke_off"), bill());
    if (!begun) {
      exchange.refuse(error);
      return;
    }
    close(
        request
            .answers()
            .error(chunks.errorChunk(error, exchange.requestId()), error, exchange.requestId()));
  }

  private void clientGone() {
    ended = true;
    upstream.cancel();
    call.settle(Status.CANCELLED, chunks.ending(200, "client_gone"), bill());
  }

  private void close(String lastFrames) {
    HttpServerResponse response = exchange.response();
    if (response.closed()) {
      return;
    }
    if (!begun) {
      begin(response);
    }
    Exchange.finish(response.end(lastFrames));
  }

  private Bill bill() {
    return Bill.of(
        ReportedUsage.of(chunks.usage()),
        call.estimate().price(),
        () ->
            TokenUsage.of(
                TokenCounter.ofMessages(request), TokenCounter.ofText(chunks.delivered())));
  }
}
