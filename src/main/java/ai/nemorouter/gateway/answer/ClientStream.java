package ai.nemorouter.gateway.answer;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.platform.json.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// The client's end of a streamed answer. It begins with the first thing written to it: content, or
/// a comment that says that the connection lives. Until content was written, another provider may
/// still answer.
public final class ClientStream {

  private final Exchange exchange;
  private final GatewayConfig config;
  private boolean begun;

  public ClientStream(Exchange exchange, GatewayConfig config) {
    this.exchange = exchange;
    this.config = config;
  }

  /// Whether the client has been answered 200, so that only an error frame can tell of a failure.
  public boolean isBegun() {
    return begun;
  }

  /// Tells the client, and whatever stands in between, to wait on.
  public void keepAlive(Attempt call) {
    HttpServerResponse response = exchange.response();
    if (!response.closed()
        && !response.writeQueueFull()
        && call.request() instanceof ChatRequest chat) {
      begin(null);
      String frames = chat.answers().keepAlive(StreamChunks.head(call));
      Exchange.finish(response.write(Buffer.buffer(frames)));
    }
  }

  /// Writes frames and waits until the client has taken them.
  ///
  /// @return false if it does not read, and was cut off
  boolean write(String frames, Attempt call) throws InterruptedException {
    HttpServerResponse response = exchange.response();
    if (response.closed()) {
      return true;
    }
    begin(call);
    Exchange.finish(response.write(Buffer.buffer(frames)));
    if (exchange.awaitReader(config.stallTimeout().toMillis())) {
      return true;
    }
    exchange.hangUp();
    return false;
  }

  /// Turns the call down: with its real status if nothing was written, else as the end of the
  /// stream.
  void refuse(ApiError error, String frames, Attempt call) {
    if (begun) {
      close(frames, call);
    } else {
      exchange.refuse(error);
    }
  }

  /// Writes the last frames and ends the body.
  public void close(String frames, Attempt call) {
    HttpServerResponse response = exchange.response();
    if (!response.closed()) {
      begin(call);
      Exchange.finish(response.end(Buffer.buffer(frames)));
    }
  }

  /// @param call who answers, if that is known
  private void begin(@Nullable Attempt call) {
    if (begun) {
      return;
    }
    begun = true;
    HttpServerResponse response = exchange.response();
    response.setChunked(true);
    response.putHeader("content-type", "text/event-stream; charset=utf-8");
    response.putHeader("cache-control", "no-cache");
    response.putHeader("x-accel-buffering", "no");
    response.putHeader("x-nemo-cost-status", "pending");
    exchange.tellPosture();
    if (exchange.screen().filter(RequestScreen::holdsWholeAnswers).isPresent()) {
      response.putHeader("x-nemo-stream-buffered", "true");
    }
    if (call != null) {
      response.putHeader("x-generation-id", call.generationId());
    }
  }
}
