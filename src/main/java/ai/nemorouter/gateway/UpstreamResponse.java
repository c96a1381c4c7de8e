package ai.nemorouter.gateway;

import ai.nemorouter.gateway.UpstreamFailure.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A provider's answer as it arrives: filled by the event loop, emptied by the virtual thread that
/// relays it. The provider is told to wait when the relay falls behind, so that memory stays
/// bounded.
final class UpstreamResponse {
  private static final int MOST_WAITING = 64;
  private static final int FEW_WAITING = 16;
  private static final int LINGER_MS = 1_000;
  private static final long ERROR_BYTES_MAX = 1024 * 1024;

  /// What happened next.
  sealed interface Event {
    record Data(Buffer bytes) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}

    record ClientGone() implements Event {}

    /// Nothing, for the time that was waited.
    record Silence() implements Event {}
  }

  private final Vertx vertx;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable HttpClientRequest request;
  private volatile @Nullable HttpClientResponse response;
  private volatile boolean clientGone;
  private volatile boolean ended;

  UpstreamResponse(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Called on the event loop when the request is about to leave.
  ///
  /// @return false if it must not, because the client is gone
  boolean sending(HttpClientRequest leaving) {
    if (clientGone) {
      leaving.reset();
      return false;
    }
    request = leaving;
    if (clientGone) {
      // It went in this very moment, too late to be sure that nothing leaves.
      leaving.reset();
    }
    return true;
  }

  /// Called on the event loop when the answer begins.
  void begin(HttpClientResponse begun) {
    response = begun;
    begun.handler(bytes -> {
      if (waiting.incrementAndGet() >= MOST_WAITING) {
        begun.pause();
      }
      events.add(new Event.Data(bytes));
    });
    begun.endHandler(_ -> {
      ended = true;
      events.add(new Event.End());
    });
    begun.exceptionHandler(cause -> {
      ended = true;
      events.add(new Event.Broken(cause));
    });
  }

  void clientWent() {
    clientGone = true;
    events.add(new Event.ClientGone());
    cancel();
  }

  boolean isClientGone() {
    return clientGone;
  }

  /// Whether the request may have reached the provider.
  boolean wasSent() {
    return request != null;
  }

  int status() {
    return begun().statusCode();
  }

  @Nullable String header(String name) {
    return begun().getHeader(name);
  }

  private HttpClientResponse begun() {
    HttpClientResponse begun = response;
    if (begun == null) {
      throw new IllegalStateException("The answer has not begun");
    }
    return begun;
  }

  Event next(Duration patience) throws InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      return new Event.Silence();
    }
    if (event instanceof Event.Data && waiting.decrementAndGet() == FEW_WAITING) {
      begun().resume();
    }
    return event;
  }

  /// The whole body of an answer that says what went wrong: it is short.
  Buffer readAll(long mostBytes, Duration patience) throws UpstreamFailure, InterruptedException {
    return readAll(Math.min(mostBytes, ERROR_BYTES_MAX), _ -> true, patience);
  }

  /// The whole body.
  ///
  /// @param room whether there is memory for so many bytes
  Buffer readAll(long mostBytes, LongPredicate room, Duration patience)
      throws UpstreamFailure, InterruptedException {
    Buffer whole = Buffer.buffer();
    while (true) {
      switch (next(patience)) {
        case Event.Data(Buffer bytes) -> whole.appendBuffer(bytes);
        case Event.End() -> {
          return whole;
        }
        case Event.Broken(Throwable cause) -> throw new UpstreamFailure(Kind.BROKEN, cause);
        case Event.ClientGone() -> throw new UpstreamFailure(Kind.CLIENT_GONE, null);
        case Event.Silence() -> throw failed(Kind.TIMEOUT);
      }
      if (whole.length() > mostBytes || !room.test(whole.length())) {
        throw failed(Kind.TOO_LARGE);
      }
    }
  }

  private UpstreamFailure failed(Kind kind) {
    cancel();
    return new UpstreamFailure(kind, null);
  }

  /// Reads what little may follow the end marker, so that the connection can serve again; a
  /// provider that keeps it open instead is cut off.
  void finishReading() {
    HttpClientRequest sent = request;
    if (sent == null || ended) {
      return;
    }
    begun().resume();
    vertx.setTimer(LINGER_MS, _ -> cancel());
  }

  /// Stops the provider. Does nothing once the answer has ended.
  void cancel() {
    HttpClientRequest sent = request;
    if (sent != null && !ended) {
      sent.reset();
    }
  }
}
