package ai.nemorouter.benchmark;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// A provider that costs next to nothing: it answers `POST /v1/chat/completions` and `POST
/// /v1/messages` from memory, whole or as a stream, so that what is measured in front of it is not
/// its own work. The model says what a stream is like, and `GET /counts` what became of it.
public final class Upstream extends AbstractVerticle {
  /// Streams 20 chunks, 5 ms apart.
  static final String TINY = "tiny";

  /// Streams many chunks as fast as they are taken, each in a write of its own.
  static final String MANY = "many";

  /// Streams one chunk and then says nothing more.
  static final String SILENT = "silent";

  static final int MANY_CHUNKS = 2_000;

  /// Is in each chunk of a stream once, and nowhere else.
  static final char MARK = '~';

  private static final int CHUNKS = 20;
  private static final int CHUNK_INTERVAL_MS = 5;
  private static final int EVENT_LOOPS = 2;

  private static final byte[] STREAMED = bytes("\"stream\":true");
  private static final byte[] ASKS_FOR_MANY = bytes("\"model\":\"" + MANY + '"');
  private static final byte[] ASKS_FOR_SILENCE = bytes("\"model\":\"" + SILENT + '"');

  private static final LongAdder SILENT_STREAMS = new LongAdder();
  private static final LongAdder MESSAGES = new LongAdder();

  /// @param arguments the port
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    DeploymentOptions options = new DeploymentOptions().setInstances(EVENT_LOOPS);
    Vertx.vertx().deployVerticle(() -> new Upstream(port), options);
  }

  private final int port;

  private Upstream(int port) {
    this.port = port;
  }

  @Override
  public void start() {
    vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/v1/chat/completions" -> answer(request, UpstreamFormat.CHAT);
      case "/v1/messages" -> {
        MESSAGES.increment();
        answer(request, UpstreamFormat.MESSAGES);
      }
      case "/counts" ->
          request
              .response()
              .end(
                  "{\"silent\":%d,\"messages\":%d}"
                      .formatted(SILENT_STREAMS.sum(), MESSAGES.sum()));
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void answer(HttpServerRequest request, UpstreamFormat format) {
    request.body().onSuccess(body -> answer(request.response(), body.getBytes(), format));
  }

  private void answer(HttpServerResponse response, byte[] body, UpstreamFormat format) {
    if (!contains(body, STREAMED)) {
      response.putHeader("content-type", "application/json").end(format.whole());
      return;
    }
    // The second header tells nginx not to collect the stream before it passes it on.
    response.setChunked(true);
    response.putHeader("content-type", "text/event-stream").putHeader("x-accel-buffering", "no");
    response.write(Buffer.buffer().appendBuffer(format.beginning()).appendBuffer(format.chunk()));
    if (contains(body, ASKS_FOR_MANY)) {
      pour(response, format, 1);
    } else if (contains(body, ASKS_FOR_SILENCE)) {
      SILENT_STREAMS.increment();
      response.closeHandler(_ -> SILENT_STREAMS.decrement());
    } else {
      drip(response, format);
    }
  }

  private void drip(HttpServerResponse response, UpstreamFormat format) {
    int[] written = {1};
    long timer =
        vertx.setPeriodic(
            CHUNK_INTERVAL_MS,
            id -> {
              if (written[0]++ < CHUNKS) {
                response.write(format.chunk());
              } else {
                vertx.cancelTimer(id);
                response.end(format.ending().apply(CHUNKS));
              }
            });
    response.closeHandler(gone -> vertx.cancelTimer(timer));
  }

  private static void pour(HttpServerResponse response, UpstreamFormat format, int alreadyWritten) {
    for (int written = alreadyWritten; written < MANY_CHUNKS; written++) {
      if (response.writeQueueFull()) {
        int reached = written;
        response.drainHandler(_ -> {
          response.drainHandler(null);
          pour(response, format, reached);
        });
        return;
      }
      response.write(format.chunk());
    }
    response.end(format.ending().apply(MANY_CHUNKS));
  }

  private static boolean contains(byte[] body, byte[] wanted) {
    for (int start = 0; start <= body.length - wanted.length; start++) {
      int matched = 0;
      while (matched < wanted.length && body[start + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return true;
      }
    }
    return false;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
