package ai.nemorouter.gateway.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.stream.Collectors;

/// Lets pages of any origin call the API from a browser. They gain nothing that the key they carry
/// does not give: cookies count for nothing under `/v1` and are not allowed along.
@ApplicationScoped
class CrossOrigin {
  private static final int BEFORE_ALL_OTHER_ROUTES = -1_100;
  private static final int NO_CONTENT = 204;
  private static final String A_DAY = "86400";
  private static final String ANY_ORIGIN = "*";
  private static final String METHODS = "GET, POST, PATCH, PUT, DELETE";
  private static final String HEADERS = "Authorization, Content-Type, x-api-key";
  private static final String EXPOSED = "access-control-expose-headers";

  void register(@Observes Router router) {
    router.route("/v1/*").order(BEFORE_ALL_OTHER_ROUTES).handler(CrossOrigin::allow);
    router.route("/api/v1/*").order(BEFORE_ALL_OTHER_ROUTES).handler(CrossOrigin::allow);
  }

  private static void allow(RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    if (request.getHeader("origin") == null) {
      context.next();
      return;
    }
    response.putHeader("access-control-allow-origin", ANY_ORIGIN);
    if (request.method().equals(HttpMethod.OPTIONS)
        && request.getHeader("access-control-request-method") != null) {
      preflight(request, response);
      return;
    }
    context.addHeadersEndHandler(_ -> exposeAll(response));
    context.next();
  }

  /// Pages may read every header of the answer: the list is made of what is sent.
  private static void exposeAll(HttpServerResponse response) {
    String sent =
        response.headers().names().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !name.startsWith("access-control-"))
            .sorted()
            .distinct()
            .collect(Collectors.joining(", "));
    response.putHeader(EXPOSED, sent);
  }

  /// Any header may come along: clients send many of their own, and all are harmless.
  private static void preflight(HttpServerRequest request, HttpServerResponse response) {
    String asked = request.getHeader("access-control-request-headers");
    response
        .setStatusCode(NO_CONTENT)
        .putHeader("access-control-allow-methods", METHODS)
        .putHeader("access-control-allow-headers", asked == null ? HEADERS : asked)
        .putHeader("access-control-max-age", A_DAY)
        .putHeader("vary", "access-control-request-headers");
    Exchange.finish(response.end());
  }
}
