package ai.nemorouter.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

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
  private static final String EXPOSED =
      String.join(
          ", ",
          "x-request-id",
          "x-generation-id",
          "x-nemo-request-id",
          "x-nemo-request-cost",
          "x-nemo-cost-status",
          "x-nemo-budget-warning",
          "x-litellm-response-cost",
          "x-ratelimit-limit-requests",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-requests",
          "x-ratelimit-limit-tokens",
          "x-ratelimit-remaining-tokens",
          "x-ratelimit-reset-tokens",
          "retry-after",
          "x-should-retry");

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
    response
        .putHeader("access-control-allow-origin", ANY_ORIGIN)
        .putHeader("access-control-expose-headers", EXPOSED);
    if (request.method().equals(HttpMethod.OPTIONS)
        && request.getHeader("access-control-request-method") != null) {
      preflight(request, response);
      return;
    }
    context.next();
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
