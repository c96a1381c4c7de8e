package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.ModelQueries;
import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.flow.RequestFlow;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.json.ApiError;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The paths of the gateway, in front of everything else the server knows: the door lets a request
/// in and reads its body on the event loop, then each runs in a virtual thread of its own.
@ApplicationScoped
class GatewayRoutes {
  private static final int FIRST = -1_000;
  private static final int SERVER_ERROR = 500;
  private static final String PREFIX = "/v1/";
  private static final String OPENROUTER_PREFIX = "/api";

  private final RequestFlow flow;
  private final List<Endpoint> endpoints;
  private final Queries queries;
  private final ModelQueries models;
  private final RequestIntake door;
  private final Bodies bodies;
  private final Decompression decompression;
  private final UnpaidWork unpaid;
  private final ErrorAnswers faults;
  private final RequestCounters counters;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  GatewayRoutes(
      RequestFlow flow,
      @All List<Endpoint> endpoints,
      Queries queries,
      ModelQueries models,
      RequestIntake door,
      Bodies bodies,
      Decompression decompression,
      UnpaidWork unpaid,
      ErrorAnswers faults,
      RequestCounters counters) {
    this.flow = flow;
    this.endpoints = endpoints;
    this.queries = queries;
    this.models = models;
    this.door = door;
    this.bodies = bodies;
    this.decompression = decompression;
    this.unpaid = unpaid;
    this.faults = faults;
    this.counters = counters;
  }

  /// What a path does with a request.
  private interface Action {
    void run(Exchange exchange) throws InterruptedException;
  }

  /// How a request gets in.
  private interface Entry {
    /// @param whole goes on with the body, on the event loop
    void enter(Exchange exchange, Consumer<byte[]> whole);
  }

  void register(@Observes Router router) {
    router.route(OPENROUTER_PREFIX + PREFIX + "*").order(FIRST).handler(this::withoutPrefix);
    router.route(PREFIX + "*").order(FIRST + 1).handler(this::identify);
    for (Endpoint endpoint : endpoints) {
      serve(
          router,
          HttpMethod.POST,
          endpoint.path(),
          (exchange, whole) -> door.admit(exchange, endpoint.operation(), threads, whole),
          exchange -> flow.answer(exchange, endpoint));
    }
    for (Query query : queries.all()) {
      serve(
          router,
          HttpMethod.POST,
          query.path(),
          (exchange, whole) -> door.admit(exchange, null, threads, whole),
          exchange -> queries.answer(exchange, query));
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
    serve(router, HttpMethod.GET, path, door::admitOpen, action);
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
    door.recognize(exchange);
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

  private void serve(Router router, HttpMethod method, String path, Entry entry, Action action) {
    router.route(method, path).order(FIRST + 2).handler(context -> receive(context, entry, action));
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

  private void receive(RoutingContext context, Entry entry, Action action) {
    Exchange exchange = Exchange.of(context);
    entry.enter(
        exchange,
        body -> {
          exchange.body(body);
          threads.execute(() -> run(exchange, action));
        });
  }

  private void run(Exchange exchange, Action action) {
    try {
      decompression.decompressOrThrow(exchange);
      bodies.weighOrThrow(exchange);
      action.run(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      exchange.refuse(faults.error(exchange, e));
    } finally {
      counters.request(exchange);
      leave(exchange);
    }
  }

  private void leave(Exchange exchange) {
    ByteBudget.Share memory = exchange.memory();
    KeyIdentity key = exchange.key();
    if (memory == null) {
      return;
    }
    if (key != null && !exchange.isPaid() && exchange.response().getStatusCode() < SERVER_ERROR) {
      unpaid.add(key.keyId(), memory.bytes());
    }
    memory.close();
  }
}
