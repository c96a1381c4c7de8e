package ai.nemorouter.demo.model;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes one answer as server-sent events at the pace that was asked for. Ends when the caller
/// goes away.
final class DemoStream {
  private static final long TICK_MS = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int PIECES_BEFORE_FAILURE = 6;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final DemoAnswer answer;
  private final List<String> pieces;
  private final AtomicInteger streams;
  private final long startedNanos = System.nanoTime();
  private int sent;
  private boolean stopped;
  private long timer;

  /// @param streams counts the answers that are being written
  DemoStream(Vertx vertx, HttpServerRequest request, DemoAnswer answer, AtomicInteger streams) {
    this.vertx = vertx;
    this.request = request;
    this.answer = answer;
    this.pieces = answer.pieces();
    this.streams = streams;
  }

  void start() {
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
    streams.incrementAndGet();
    response.closeHandler(_ -> stop());
    send(answer.firstChunk());
    timer = vertx.setPeriodic(TICK_MS, _ -> sendDue());
  }

  private void sendDue() {
    int due = Math.min(due(), piecesBeforeEnd());
    while (sent < due) {
      send(answer.chunk(pieces.get(sent)));
      sent++;
    }
    if (sent == piecesBeforeEnd()) {
      vertx.cancelTimer(timer);
      end();
    }
  }

  /// How many pieces should have been written by now. A piece is a word, so the pace in words is
  /// the pace in tokens times the words per token of this answer.
  private int due() {
    int tokensPerSecond = answer.prompt().tokensPerSecond();
    if (tokensPerSecond == 0) {
      return pieces.size();
    }
    long elapsedNanos = System.nanoTime() - startedNanos;
    long dueTokens = elapsedNanos * tokensPerSecond / NANOS_PER_SECOND;
    return (int) Math.min(pieces.size(), dueTokens * pieces.size() / answer.tokens());
  }

  private int piecesBeforeEnd() {
    return switch (answer.prompt().model()) {
      case STALLS, BREAKS_MID_STREAM, ENDS_EARLY, ERROR_FRAME ->
          Math.min(pieces.size(), PIECES_BEFORE_FAILURE);
      case HAIKU_SMALL,
          SONNET_LARGE,
          CATALOG_PRICED,
          FAILS_503,
          FAILS_429,
          HTML_502,
          SLOW_FIRST_BYTE ->
          pieces.size();
    };
  }

  private void end() {
    switch (answer.prompt().model()) {
      case STALLS -> {
        // Says nothing more until the caller gives up.
        return;
      }
      case BREAKS_MID_STREAM -> request.connection().close();
      case ENDS_EARLY -> request.response().end();
      case ERROR_FRAME -> {
        send(DemoEndpoint.failure(502, "The demo model plays broken."));
        request.response().end();
      }
      case HAIKU_SMALL,
          SONNET_LARGE,
          CATALOG_PRICED,
          FAILS_503,
          FAILS_429,
          HTML_502,
          SLOW_FIRST_BYTE ->
          finish();
    }
    stop();
  }

  private void stop() {
    vertx.cancelTimer(timer);
    if (!stopped) {
      stopped = true;
      streams.decrementAndGet();
    }
  }

  private void finish() {
    send(answer.lastChunk());
    if (answer.prompt().usageInStream()) {
      send(answer.usageChunk());
    }
    request.response().end("data: [DONE]\n\n");
  }

  private void send(ObjectNode event) {
    request.response().write("data: " + Json.write(event) + "\n\n");
  }
}
