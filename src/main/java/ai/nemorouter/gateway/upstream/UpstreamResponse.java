package ai.nemorouter.gateway.upstream;

import ai.nemorouter.gateway.upstream.UpstreamFailure.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A provider's answer as it arrives: filled by the event loop, emptied by the virtual thread that
/// relays it. The provider is told to wait when the relay falls behind, so that memory stays
/// bounded.
///
/// A client that hangs up before the request has left keeps it from leaving. Later, the answer is
/// read on for as long as `AbandonedStreams` lets it.
public final class UpstreamResponse implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final int FEW_WAITING = 16;
  private static final int LINGER_MS = 1_000;
  private static final long ERROR_BYTES_MAX = 1024 * 1024;

  /// What happened next.
  public sealed interface Event {
    /// The answer has a status and headers.
    record Begun() implements Event {}

    record Data(Buffer bytes) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}

    /// The client is gone, and there is nothing more to wait for.
    ///
    /// @param kind `CLIENT_GONE` or `NODE_STOPS`
    record GivenUp(Kind kind) implements Event {}

    /// Nothing, for the time that was waited.
    record Silence() implements Event {}
  }

  /// Whether the request has been handed to the network. It is decided once.
  private enum Departure {
    OPEN,
    SENT,
    NEVER
  }

  private static final Event CLIENT_WENT = new Event.GivenUp(Kind.CLIENT_GONE);
  private static final Event NODE_STOPS = new Event.GivenUp(Kind.NODE_STOPS);

  private final Vertx vertx;
  private final AbandonedStreams afterHangUp;
  private final UUID orgId;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<Departure> departure = new AtomicReference<>(Departure.OPEN);
  private final AtomicBoolean clientGone = new AtomicBoolean();
  private volatile @Nullable HttpClientRequest request;
  private volatile @Nullable HttpClientResponse response;
  private volatile boolean ended;
  private boolean lingering;
  private long readOnUntil;
  private boolean readOn;
  private Runnable whenClosed = () -> {};

  /// @param orgId whose call it is
  UpstreamResponse(Vertx vertx, AbandonedStreams afterHangUp, UUID orgId) {
    this.vertx = vertx;
    this.afterHangUp = afterHangUp;
    this.orgId = orgId;
  }

  /// Called on the event loop when the request is about to leave.
  ///
  /// @return false if it must not
  boolean sending(HttpClientRequest leaving) {
    request = leaving;
    if (departure.compareAndSet(Departure.OPEN, Departure.SENT)) {
      return true;
    }
    leaving.reset();
    return false;
  }

  /// Called on the event loop when the answer begins.
  void begin(HttpClientResponse begun) {
    response = begun;
    begun.handler(bytes -> {
      events.add(new Event.Data(bytes));
      if (waiting.incrementAndGet() >= MOST_WAITING) {
        begun.pause();
        if (waiting.get() <= FEW_WAITING) {
          // The relay was faster, and has asked to go on before it was to wait.
          begun.resume();
        }
      }
    });
    begun.endHandler(_ -> {
      ended = true;
      events.add(new Event.End());
    });
    begun.exceptionHandler(cause -> {
      ended = true;
      events.add(new Event.Broken(cause));
    });
    events.add(new Event.Begun());
  }

  /// No answer begins.
  void failed(Throwable cause) {
    events.add(new Event.Broken(cause));
  }

  /// The client hung up. From when this returns, a request that has not left will not.
  public void clientDisconnected() {
    if (clientGone.compareAndSet(false, true)) {
      departure.compareAndSet(Departure.OPEN, Departure.NEVER);
      events.add(CLIENT_WENT);
    }
  }

  void nodeStops() {
    events.add(NODE_STOPS);
  }

  UUID orgId() {
    return orgId;
  }

  boolean isClientGone() {
    return clientGone.get();
  }

  /// What is given back at the end.
  void whenClosed(Runnable giveBack) {
    whenClosed = giveBack;
  }

  /// Whether the request was handed to the network, so that it may have reached the provider. Once
  /// this is closed, the answer does not change.
  public boolean wasSent() {
    return departure.get() == Departure.SENT;
  }

  /// Whether the client is gone and the answer is read for what it says it took.
  public boolean isReadOn() {
    return readOn;
  }

  public int status() {
    return begun().statusCode();
  }

  public @Nullable String header(String name) {
    return begun().getHeader(name);
  }

  private HttpClientResponse begun() {
    HttpClientResponse begun = response;
    if (begun == null) {
      throw new IllegalStateException("The answer has not begun");
    }
    return begun;
  }

  public Event next(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    if (readOn) {
      nanos = Math.min(nanos, readOnUntil - System.nanoTime());
      if (nanos <= 0) {
        return CLIENT_WENT;
      }
    }
    Event event = events.poll(nanos, TimeUnit.NANOSECONDS);
    if (event instanceof Event.Data && waiting.decrementAndGet() == FEW_WAITING) {
      begun().resume();
    }
    if (!clientGone.get()) {
      return event == null ? new Event.Silence() : event;
    }
    if (event instanceof Event.Broken && !wasSent()) {
      // It was kept from leaving, which is no fault of the provider.
      return CLIENT_WENT;
    }
    if (CLIENT_WENT.equals(event)) {
      return readOn() ? new Event.Silence() : event;
    }
    return event == null ? new Event.Silence() : event;
  }

  private boolean readOn() {
    readOn = wasSent() && afterHangUp.enter(this);
    readOnUntil = System.nanoTime() + afterHangUp.time().toNanos();
    return readOn;
  }

  /// Waits until the provider's answer begins, whatever its status.
  ///
  /// @throws UpstreamFailure if it does not begin
  void awaitBegin(ResponseTimeout patience) throws UpstreamFailure, InterruptedException {
    long deadline = System.nanoTime() + patience.within().toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        close();
        throw new UpstreamFailure(wasSent() ? Kind.TIMEOUT : Kind.QUEUED, null);
      }
      Duration step = patience.every();
      switch (next(step.toNanos() < left ? step : Duration.ofNanos(left))) {
        case Event.Begun() -> {
          return;
        }
        case Event.Broken(Throwable cause) ->
            throw new UpstreamFailure(wasSent() ? Kind.BROKEN : Kind.UNREACHABLE, cause);
        case Event.GivenUp(Kind kind) -> throw new UpstreamFailure(kind, null);
        case Event.Silence() -> patience.meanwhile().run();
        case Event.Data _, Event.End _ ->
            throw new IllegalStateException("An answer goes on that has not begun");
      }
    }
  }

  /// The whole body of an answer that says what went wrong: it is short.
  public Buffer readAll(long mostBytes, Duration patience)
      throws UpstreamFailure, InterruptedException {
    return readAll(Math.min(mostBytes, ERROR_BYTES_MAX), _ -> true, patience);
  }

  /// The whole body.
  ///
  /// @param room whether there is memory for so many bytes
  public Buffer readAll(long mostBytes, LongPredicate room, Duration patience)
      throws UpstreamFailure, InterruptedException {
    Buffer whole = Buffer.buffer();
    while (true) {
      switch (next(patience)) {
        case Event.Data(Buffer bytes) -> whole.appendBuffer(bytes);
        case Event.End() -> {
          return whole;
        }
        case Event.Broken(Throwable cause) -> throw new UpstreamFailure(Kind.BROKEN, cause);
        case Event.GivenUp(Kind kind) -> throw new UpstreamFailure(kind, null);
        case Event.Silence() -> {
          if (!readOn) {
            throw new UpstreamFailure(Kind.TIMEOUT, null);
          }
        }
        case Event.Begun() -> throw new IllegalStateException("An answer begins twice");
      }
      if (whole.length() > mostBytes || !room.test(whole.length())) {
        throw new UpstreamFailure(Kind.TOO_LARGE, null);
      }
    }
  }

  /// Reads what little may follow the end marker, so that the connection can serve again; a
  /// provider that keeps it open instead is cut off.
  public void finishReading() {
    if (request == null || ended) {
      return;
    }
    lingering = true;
    begun().resume();
    vertx.setTimer(LINGER_MS, _ -> cancel());
  }

  /// Nothing more is sent or read: a provider that still works is told to stop.
  @Override
  public void close() {
    departure.compareAndSet(Departure.OPEN, Departure.NEVER);
    afterHangUp.leave(this);
    if (!lingering) {
      cancel();
    }
    whenClosed.run();
    whenClosed = () -> {};
  }

  private void cancel() {
    HttpClientRequest sent = request;
    if (sent != null && !ended) {
      sent.reset();
    }
  }
}
