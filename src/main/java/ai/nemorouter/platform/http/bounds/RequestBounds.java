package ai.nemorouter.platform.http.bounds;

import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.http.RequestArea;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks at every request before anything else does: it must name a host. What is not the
/// gateway's, which has bounds of its own, is bounded here: how large a body may be, how much
/// memory bodies take together and for each address, and how long one may take to arrive.
@ApplicationScoped
class RequestBounds {
  private static final int FIRST = -2_000;

  /// After the routes of the gateway, which answer and do not pass on, and after the framework has
  /// noted its own bound.
  private static final int AFTER_GATEWAY = -1;

  /// Under this name the framework keeps how large a body of unknown length may be.
  private static final String MOST_BYTES = "io.quarkus.max-request-size";

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.%]{2,64}])(?::\\d{1,5})?");

  /// Where files and texts are pasted.
  private static final Pattern PASTES =
      Pattern.compile("(?:/o/[^/]+)?/migration(?:/.*)?|/v1/(?!auth/keys$).*");

  private static final String REFUSED = RequestBounds.class.getName();
  private static final String NO_HOST = "The request must name one host, in its Host header.";
  private static final String LATE = "The request did not arrive in time.";
  private static final long PASTED_BYTES = 2_304L * 1024;
  private static final long SIGNED_IN_BYTES = 256L * 1024;
  private static final long OPEN_BYTES = 16L * 1024;
  private static final int SHARE_OF_HEAP = 16;
  private static final int BYTES_PER_SECOND = 128 * 1024;
  private static final int LINGER_MS = 1_000;
  private static final int BAD_REQUEST = 400;
  private static final int TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final ClientAddress clientAddress;
  private final long patienceMs;
  private final ByteBudget budget;
  private final long mostPerAddress;

  RequestBounds(ClientAddress clientAddress, RequestConfig config) {
    this.clientAddress = clientAddress;
    patienceMs = config.bodyTimeout().toMillis();
    long total = Math.max(2 * PASTED_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    mostPerAddress = total / 2;
    budget = new ByteBudget(total);
  }

  void register(@Observes Router router) {
    router
        .route()
        .order(FIRST)
        .handler(RequestBounds::requireHost)
        .failureHandler(RequestBounds::failed);
    router.route().order(AFTER_GATEWAY).handler(this::bound);
  }

  private static void requireHost(RoutingContext context) {
    if (namesHost(context.request())) {
      context.next();
    } else {
      refuse(context, BAD_REQUEST, NO_HOST);
    }
  }

  /// The router itself turns some odd hosts down, with a line in the log for each. And what still
  /// works on a request that was refused meanwhile fails when it answers.
  private static void failed(RoutingContext context) {
    if (wasRefused(context)) {
      return;
    }
    if (context.statusCode() == BAD_REQUEST && context.failure() instanceof VertxException) {
      refuse(context, BAD_REQUEST, NO_HOST);
    } else {
      context.next();
    }
  }

  /// Whether a request was turned down, whatever has become of its answer.
  static boolean wasRefused(RoutingContext context) {
    return context.get(REFUSED) != null;
  }

  private static boolean namesHost(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return request.authority() != null && HOST.matcher(request.authority().toString()).matches();
    }
    List<String> hosts = request.headers().getAll("host");
    return hosts.size() == 1 && HOST.matcher(hosts.getFirst()).matches();
  }

  private void bound(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded() || isWithoutBody(request)) {
      context.next();
      return;
    }
    long most = mostBytes(context.normalizedPath());
    long declared = declared(request);
    if (declared > most) {
      refuse(context, TOO_LARGE, "This takes at most " + most / 1024 + " KB.");
      return;
    }
    ByteBudget.Share share =
        budget.open(new ByteBudget.Holder(clientAddress.of(request), mostPerAddress));
    Integer full = status(share.take(declared < 0 ? most : declared));
    if (full != null) {
      context.response().putHeader("retry-after", "5");
      refuse(context, full, "Too much is being sent at the moment. Try again shortly.");
      return;
    }
    context.put(MOST_BYTES, most);
    long length = declared < 0 ? most : declared;
    LateBody late = LateBody.watch(context, Refusal.of(context, TIMEOUT, LATE));
    long timer =
        context
            .vertx()
            .setTimer(patienceMs + length * 1_000 / BYTES_PER_SECOND, _ -> late(context, late));
    context.addEndHandler(_ -> {
      context.vertx().cancelTimer(timer);
      share.close();
    });
    context.next();
  }

  private static boolean isWithoutBody(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    boolean none = request.getHeader("transfer-encoding") == null;
    return "0".equals(length)
        || (length == null
            && none
            && (request.version() != HttpVersion.HTTP_2
                || request.method().equals(HttpMethod.GET)));
  }

  private static long declared(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    try {
      return length == null ? -1 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /// What people send who are not signed in is small, and stands in the page that they get back.
  static long mostBytes(String path) {
    if (PASTES.matcher(path).matches()) {
      return PASTED_BYTES;
    }
    return path.startsWith("/o/") || path.startsWith("/operator/") || path.startsWith("/webhooks/")
        ? SIGNED_IN_BYTES
        : OPEN_BYTES;
  }

  private static @Nullable Integer status(ByteBudget.Answer answer) {
    return switch (answer) {
      case TAKEN -> null;
      case HOLDER_FULL -> TOO_MANY;
      case FULL -> UNAVAILABLE;
    };
  }

  private static void late(RoutingContext context, LateBody late) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return;
    }
    context.put(REFUSED, true);
    if (late.refuse()) {
      linger(context.vertx(), request);
    } else {
      cutOff(request);
    }
  }

  /// Answers and ends the connection, since the rest of the request is not waited for.
  private static void refuse(RoutingContext context, int status, String message) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    context.put(REFUSED, true);
    if (response.ended() || response.closed() || response.headWritten()) {
      cutOff(request);
      return;
    }
    Refusal refusal = Refusal.of(context, status, message);
    refusal.describe(request, response);
    response.end(refusal.body()).onComplete(_ -> linger(context.vertx(), request));
  }

  /// An answer that turns a request down.
  record Refusal(int status, String contentType, Buffer body) {
    static Refusal of(RoutingContext context, int status, String message) {
      boolean api = RequestArea.of(context.normalizedPath()) == RequestArea.API;
      ApiError error = ApiError.of(status, type(status), type(status), message);
      return api
          ? new Refusal(status, "application/json", Buffer.buffer(Json.write(error.body(null))))
          : new Refusal(status, "text/plain; charset=utf-8", Buffer.buffer(message + "\n"));
    }

    /// Says all of it but its body.
    void describe(HttpServerRequest request, HttpServerResponse response) {
      response.setStatusCode(status).putHeader("content-type", contentType);
      if (request.version() != HttpVersion.HTTP_2) {
        response.putHeader("connection", "close");
      }
    }
  }

  private static String type(int status) {
    return switch (status) {
      case TOO_MANY -> "rate_limit_error";
      case UNAVAILABLE -> "service_unavailable";
      default -> "invalid_request_error";
    };
  }

  /// So that the client gets to read the answer.
  private static void linger(Vertx vertx, HttpServerRequest request) {
    if (!request.isEnded()) {
      request.resume();
      vertx.setTimer(LINGER_MS, _ -> cutOff(request));
    }
  }

  private static void cutOff(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close().onFailure(_ -> {});
    }
  }
}
