package ai.nemorouter.playground;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A request that this node makes of itself, and its answer as it arrives. The event loop fills it
/// one piece at a time and a virtual thread empties it, so that a slow reader holds up the gateway
/// as any slow client does. Closing it before the end hangs up, which the gateway settles.
final class GatewayAnswer implements AutoCloseable {
  /// Longer than the gateway lets any request take.
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /// How soon it is seen that the reader is gone while nothing comes.
  private static final long LOOK_MS = 200;

  private sealed interface Event {
    record Begun() implements Event {}

    record Data(Buffer bytes) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  private final BooleanSupplier readerIsGone;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile boolean stopped;
  private volatile boolean ended;
  private volatile @Nullable HttpClientRequest request;
  private volatile @Nullable HttpClientResponse response;

  /// @param readerIsGone asked again and again while something is waited for
  GatewayAnswer(BooleanSupplier readerIsGone) {
    this.readerIsGone = readerIsGone;
  }

  /// Sends the body.
  void send(HttpClient client, RequestOptions target, Buffer body) {
    client
        .request(target)
        .compose(leaving -> send(leaving, body))
        .onFailure(cause -> events.add(new Event.Broken(cause)));
  }

  /// The answer is taken over where it is told, on the event loop of its connection: anywhere else
  /// it may have ended before.
  private Future<Void> send(HttpClientRequest leaving, Buffer body) {
    request = leaving;
    if (stopped) {
      leaving.reset();
      return Future.failedFuture(new CancellationException());
    }
    // What goes wrong shows in the answer; without a handler each hang-up would be a line of the
    // log.
    leaving.exceptionHandler(_ -> {});
    return leaving
        .send(body)
        .map(begun -> {
          begin(begun);
          return null;
        });
  }

  private void begin(HttpClientResponse begun) {
    response = begun;
    begun.pause();
    begun.handler(bytes -> events.add(new Event.Data(bytes)));
    begun.endHandler(_ -> {
      ended = true;
      events.add(new Event.End());
    });
    begun.exceptionHandler(cause -> events.add(new Event.Broken(cause)));
    events.add(new Event.Begun());
    begun.fetch(1);
  }

  /// Waits for the status.
  ///
  /// @throws IOException if there is no answer, because it was stopped or the connection broke
  int awaitStatus() throws IOException {
    if (next() instanceof Event.Begun) {
      return begun().statusCode();
    }
    throw new IOException("The gateway does not answer itself");
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(begun().getHeader(name));
  }

  /// The next piece of the body; empty at its end.
  ///
  /// @throws IOException if it breaks off
  Optional<Buffer> read() throws IOException {
    Event event = next();
    if (event instanceof Event.Data(Buffer bytes)) {
      begun().fetch(1);
      return Optional.of(bytes);
    }
    return Optional.empty();
  }

  /// All of the body.
  ///
  /// @throws IOException if it breaks off, or is larger than `most` bytes
  byte[] readAll(int most) throws IOException {
    Buffer whole = Buffer.buffer();
    for (Optional<Buffer> piece = read(); piece.isPresent(); piece = read()) {
      whole.appendBuffer(piece.get());
      if (whole.length() > most) {
        throw new IOException("The answer is too large to be shown");
      }
    }
    return whole.getBytes();
  }

  private Event next() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        Event event = events.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (readerIsGone.getAsBoolean()) {
          throw new IOException("The reader is gone");
        }
        if (event instanceof Event.Broken(Throwable cause)) {
          throw new IOException("The answer breaks off", cause);
        }
        if (event != null) {
          return event;
        }
      }
      throw new IOException("The gateway does not answer itself in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  private HttpClientResponse begun() {
    HttpClientResponse begun = response;
    if (begun == null) {
      throw new IllegalStateException("The answer has not begun");
    }
    return begun;
  }

  /// Hangs up, unless all has come.
  @Override
  public void close() {
    if (stopped || ended) {
      return;
    }
    stopped = true;
    HttpClientRequest sent = request;
    if (sent != null) {
      sent.reset();
    }
  }
}
