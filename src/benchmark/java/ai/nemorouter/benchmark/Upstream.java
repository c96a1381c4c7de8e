package ai.nemorouter.benchmark;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/// A provider that costs next to nothing: it answers `POST /v1/chat/completions` from memory, whole
/// or as a stream, so that what is measured in front of it is not its own work.
public final class Upstream extends AbstractVerticle {
  static final int CHUNKS = 20;
  static final int CHUNK_INTERVAL_MS = 5;
  private static final int EVENT_LOOPS = 2;

  private static final Buffer ANSWER =
      Buffer.buffer(
          """
          {"id":"chatcmpl-benchmark","object":"chat.completion","created":1760000000,"model":"tiny",\
          "choices":[{"index":0,"message":{"role":"assistant","content":"Hello! How can I help you today?"},\
          "finish_reason":"stop"}],\
          "usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}\
          """);
  private static final Buffer CHUNK = event("{\"content\":\" word\"}", "null", "");
  private static final Buffer LAST_CHUNKS =
      event("{}", "\"stop\"", "")
          .appendBuffer(
              event(
                  "{}",
                  "null",
                  ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":20,\"total_tokens\":29}"))
          .appendString("data: [DONE]\n\n");
  private static final byte[] STREAMED = "\"stream\":true".getBytes(StandardCharsets.UTF_8);

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
    if (!"/v1/chat/completions".equals(request.path())) {
      request.response().setStatusCode(404).end();
      return;
    }
    request.body().onSuccess(body -> answer(request.response(), isStreamed(body.getBytes())));
  }

  private void answer(HttpServerResponse response, boolean streamed) {
    if (!streamed) {
      response.putHeader("content-type", "application/json").end(ANSWER);
      return;
    }
    // The second header tells nginx not to collect the stream before it passes it on.
    response.setChunked(true);
    response.putHeader("content-type", "text/event-stream").putHeader("x-accel-buffering", "no");
    response.write(CHUNK);
    int[] written = {1};
    long timer =
        vertx.setPeriodic(
            CHUNK_INTERVAL_MS,
            id -> {
              if (written[0]++ < CHUNKS) {
                response.write(CHUNK);
              } else {
                vertx.cancelTimer(id);
                response.end(LAST_CHUNKS);
              }
            });
    response.closeHandler(gone -> vertx.cancelTimer(timer));
  }

  private static boolean isStreamed(byte[] body) {
    for (int start = 0; start <= body.length - STREAMED.length; start++) {
      int matched = 0;
      while (matched < STREAMED.length && body[start + matched] == STREAMED[matched]) {
        matched++;
      }
      if (matched == STREAMED.length) {
        return true;
      }
    }
    return false;
  }

  private static Buffer event(String delta, String finishReason, String usage) {
    return Buffer.buffer(
        """
        data: {"id":"chatcmpl-benchmark","object":"chat.completion.chunk","created":1760000000,\
        "model":"tiny","choices":[{"index":0,"delta":%s,"finish_reason":%s}]%s}

        """
            .formatted(delta, finishReason, usage));
  }
}
