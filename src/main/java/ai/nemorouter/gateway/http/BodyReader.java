package ai.nemorouter.gateway.http;

import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.json.ApiError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.function.Consumer;

/// Reads the body of one request on the event loop, once and into one array, within bounds of size,
/// of memory and of time. A request that is beyond one of them is refused while its body arrives.
final class BodyReader {
  private static final int LINGER_MS = 5_000;
  private static final int FIRST_BYTES = 8 * 1024;
  private static final long UNKNOWN = -1;
  private static final byte[] NOTHING = {};

  private final Vertx vertx;
  private final Exchange exchange;
  private final HttpServerRequest request;
  private final ByteBudget.Share memory;
  private final Bodies bodies;
  private final long most;
  private byte[] bytes = NOTHING;
  private int length;
  private long declared;
  private long timer = UNKNOWN;
  private boolean over;

  /// @param most the largest body, in bytes
  BodyReader(Vertx vertx, Exchange exchange, Bodies bodies, ByteBudget.Share memory, long most) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.request = exchange.request();
    this.bodies = bodies;
    this.memory = memory;
    this.most = most;
  }

  /// @param whole is given the body, on the event loop
  void read(Consumer<byte[]> whole) {
    declared = declared(request);
    if (declared > most) {
      stop(tooLarge(most));
      return;
    }
    ApiError full = Bodies.refusal(memory.wouldTake(Math.max(0, declared)));
    if (full != null) {
      stop(full);
      return;
    }
    exchange.whenGone(this::giveUp);
    if (over) {
      // It went while its key was looked up.
      return;
    }
    request.handler(this::append);
    request.endHandler(_ -> {
      if (!over) {
        end();
        whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
      }
    });
    request.resume();
    if (!over && !request.isEnded()) {
      long patience = bodies.patience(declared == UNKNOWN ? most : declared).toMillis();
      timer = vertx.setTimer(Math.max(1, patience), _ -> stop(late()));
    }
  }

  private void end() {
    over = true;
    if (timer != UNKNOWN) {
      vertx.cancelTimer(timer);
    }
  }

  /// Nothing of what came is kept.
  private void giveUp() {
    if (!over) {
      end();
      bytes = NOTHING;
      memory.close();
    }
  }

  private void append(Buffer part) {
    if (over) {
      return;
    }
    int needed = length + part.length();
    if (needed > most) {
      stop(tooLarge(most));
      return;
    }
    if (needed > bytes.length) {
      int capacity = capacity(needed);
      ApiError full = Bodies.refusal(memory.take(capacity - bytes.length));
      if (full != null) {
        stop(full);
        return;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    part.getBytes(bytes, length);
    length = needed;
  }

  /// Twice as much each time, but never more than is to come: who announces much and sends little
  /// takes little.
  private int capacity(int needed) {
    long grown = Math.max(needed, Math.max(FIRST_BYTES, 2L * bytes.length));
    long atMost = declared >= needed ? declared : most;
    return (int) Math.min(grown, atMost);
  }

  private void stop(ApiError error) {
    giveUp();
    refuse(vertx, exchange, error);
  }

  /// The length that the request announces; -1 where it announces none.
  static long declared(HttpServerRequest request) {
    String text = request.getHeader("content-length");
    if (text == null) {
      return UNKNOWN;
    }
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /// Answers before the body has arrived. The rest of it is thrown away for a moment, so that the
  /// client gets to read the answer, then cut off.
  static void refuse(Vertx vertx, Exchange exchange, ApiError error) {
    HttpServerRequest request = exchange.request();
    exchange.refuse(error);
    if (request.isEnded()) {
      return;
    }
    long cut = vertx.setTimer(LINGER_MS, _ -> cutOff(request));
    request.handler(_ -> {}).endHandler(_ -> vertx.cancelTimer(cut)).resume();
  }

  /// On HTTP/2 other requests of the same connection go on.
  private static void cutOff(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      Exchange.finish(request.connection().close());
    }
  }

  private static ApiError tooLarge(long most) {
    return ApiError.of(
        413,
        "invalid_request_error",
        "payload_too_large",
        "The request body is larger than " + most + " bytes.");
  }

  private static ApiError late() {
    return ApiError.of(
            408,
            "invalid_request_error",
            "request_timeout",
            "The request body did not arrive in time.")
        .reason("body_too_slow")
        .header("connection", "close");
  }
}
