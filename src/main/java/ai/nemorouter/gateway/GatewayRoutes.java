package ai.nemorouter.gateway;

import ai.nemorouter.limit.HoldsUnavailableException;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.FailureText;
import io.quarkus.arc.All;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/// The paths of the gateway, in front of everything else the server knows: bodies are read on the
/// event loop up to their limit, then each request runs in a virtual thread of its own.
@ApplicationScoped
class GatewayRoutes {
  private static final Logger LOG = Logger.getLogger(GatewayRoutes.class);
  private static final int FIRST = -1_000;
  private static final int LINGER_MS = 5_000;
  private static final String PREFIX = "/v1/";
  private static final String OPENROUTER_PREFIX = "/api";

  private final CallFlow flow;
  private final List<Endpoint> endpoints;
  private final Queries queries;
  private final ModelQueries models;
  private final long maxBody;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  GatewayRoutes(
      CallFlow flow,
      @All List<Endpoint> endpoints,
      Queries queries,
      ModelQueries models,
      GatewayConfig config) {
    this.flow = flow;
    this.endpoints = endpoints;
    this.queries = queries;
    this.models = models;
    this.maxBody = config.maxRequestBody().asLongValue();
  }

  /// What a path does with a request.
  private interface Action {
    void run(Exchange exchange) throws InterruptedException;
  }

  void register(@Observes Router router) {
    router.route(OPENROUTER_PREFIX + PREFIX + "*").order(FIRST).handler(this::withoutPrefix);
    router.route(PREFIX + "*").order(FIRST + 1).handler(this::identify);
    for (Endpoint endpoint : endpoints) {
      serve(router, HttpMethod.POST, endpoint.path(), exchange -> flow.answer(exchange, endpoint));
    }
    for (Query query : queries.all()) {
      serve(router, HttpMethod.POST, query.path(), exchange -> queries.answer(exchange, query));
    }
    serveModels(router);
    for (String path : UnservedPaths.ALL) {
      router.route(path).order(FIRST + 4).handler(this::unserved);
    }
  }

  /// In this order: what a list is called comes before what a model may be called.
  private void serveModels(Router router) {
    get(router, "/v1/models", models::list);
    get(router, "/v1/models/user", models::listOfKey);
    get(router, "/v1/models/count", models::count);
    get(router, "/v1/embeddings/models", models::listEmbeddings);
    get(router, "/v1/providers", models::providers);
    get(router, "/v1/models/:model/endpoints", models::endpoints);
    get(router, "/v1/models/:author/:model/endpoints", models::endpoints);
    get(router, "/v1/models/:model", models::model);
    get(router, "/v1/models/:author/:model", models::model);
    get(router, "/v1/model/:model", models::modelInData);
    get(router, "/v1/model/:author/:model", models::modelInData);
  }

  private void get(Router router, String path, Action action) {
    serve(router, HttpMethod.GET, path, action);
  }

  /// Not 501, which clients would try again.
  private void unserved(RoutingContext context) {
    Exchange.of(context).refuse(UnservedPaths.refusal(context.normalizedPath(), endpoints));
  }

  /// OpenRouter's clients say `/api/v1`, OpenAI's `/v1`, and some end paths with a slash: all mean
  /// the same.
  private void withoutPrefix(RoutingContext context) {
    reroute(context, context.normalizedPath().substring(OPENROUTER_PREFIX.length()));
  }

  /// A request that is routed anew keeps only the query that is told again.
  private static void reroute(RoutingContext context, String path) {
    String query = context.request().query();
    context.reroute(query == null ? path : path + "?" + query);
  }

  private void identify(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.length() > PREFIX.length() && path.endsWith("/")) {
      reroute(context, path.substring(0, path.length() - 1));
      return;
    }
    Exchange exchange = Exchange.of(context);
    wordErrors(exchange, path);
    String requestId = exchange.requestId();
    context
        .response()
        .putHeader("request-id", requestId)
        .putHeader("x-request-id", requestId)
        .putHeader("x-nemo-request-id", requestId);
    context.next();
  }

  /// Whatever goes wrong from here on, down to a body that is too large, is told as clients of the
  /// path expect it.
  private void wordErrors(Exchange exchange, String path) {
    endpoints.stream()
        .filter(endpoint -> endpoint.path().equals(path))
        .forEach(endpoint -> exchange.errors(endpoint::error));
    queries.all().stream()
        .filter(query -> query.path().equals(path))
        .forEach(query -> exchange.errors(query::error));
  }

  private void serve(Router router, HttpMethod method, String path, Action action) {
    router.route(method, path).order(FIRST + 2).handler(context -> receive(context, action));
    router.route(path).order(FIRST + 3).handler(context -> wrongMethod(context, method));
  }

  private static void wrongMethod(RoutingContext context, HttpMethod allowed) {
    Exchange.of(context)
        .refuse(
            ApiError.of(
                    405,
                    "invalid_request_error",
                    "invalid_request",
                    "This path takes " + allowed + ", not " + context.request().method() + ".")
                .header("allow", allowed.name()));
  }

  private void receive(RoutingContext context, Action action) {
    Exchange exchange = Exchange.of(context);
    HttpServerRequest request = context.request();
    String length = request.getHeader("content-length");
    if (length != null && length.length() < 19 && Long.parseLong(length) > maxBody) {
      tooLarge(context, exchange);
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(bytes -> {
      body.appendBuffer(bytes);
      if (body.length() > maxBody) {
        request.handler(_ -> {}).endHandler(_ -> {});
        tooLarge(context, exchange);
      }
    });
    request.endHandler(_ -> {
      exchange.body(body);
      threads.execute(() -> run(exchange, action));
    });
    request.resume();
  }

  /// The rest of the body is thrown away for a moment, so that the client gets to read the answer,
  /// then cut off.
  private void tooLarge(RoutingContext context, Exchange exchange) {
    HttpServerRequest request = context.request();
    exchange.refuse(
        ApiError.of(
            413,
            "invalid_request_error",
            "payload_too_large",
            "The request body is larger than " + maxBody + " bytes."));
    long cut =
        context.vertx().setTimer(LINGER_MS, _ -> Exchange.finish(request.connection().close()));
    request.handler(_ -> {}).endHandler(_ -> context.vertx().cancelTimer(cut)).resume();
  }

  private static void run(Exchange exchange, Action action) {
    try {
      action.run(exchange);
    } catch (ApiException e) {
      exchange.refuse(e.error());
    } catch (HoldsUnavailableException e) {
      unavailable(exchange, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (Database.isAway(e)) {
        unavailable(exchange, e);
      } else {
        fault(exchange, e);
      }
    }
  }

  /// Whoever cannot look at the books lets nothing pass.
  private static void unavailable(Exchange exchange, RuntimeException cause) {
    LOG.errorf(
        "A request was turned away because the books cannot be reached call=%s cause=%s",
        exchange.id(), FailureText.of(cause));
    exchange.refuse(
        ApiError.of(
                503,
                "service_unavailable",
                "provider_overloaded",
                "The cost of the call could not be reserved, so it was not sent. Try again shortly.")
            .reason("holds_unavailable")
            .header("retry-after", "1"));
  }

  private static void fault(Exchange exchange, RuntimeException cause) {
    UUID incident = exchange.id();
    LOG.errorf(cause, "A request failed incident=%s", incident);
    exchange.refuse(
        ApiError.of(
                500,
                "server_error",
                "server",
                "The gateway failed. Incident " + incident + " has the details.")
            .with("incident_id", incident.toString()));
  }
}
