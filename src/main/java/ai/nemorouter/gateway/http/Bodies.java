package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.http.bounds.ByteBudget.Answer;
import ai.nemorouter.platform.http.bounds.ByteBudget.Holder;
import ai.nemorouter.platform.json.ApiError;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The memory that bodies of requests may take on this node, and how long they may take to arrive.
@ApplicationScoped
class Bodies {
  private static final int SHARE_OF_HEAP = 5;
  private static final int QUARTERS = 4;
  private static final int QUARTERS_PER_CALLER = 3;
  private static final int EIGHTHS = 8;
  private static final int EIGHTHS_PER_ORGANIZATION = 7;
  private static final String MULTIPART = "multipart/";

  private final ByteBudget budget;
  private final long mostOfCaller;
  private final long mostOfOrganization;
  private final long most;
  private final Duration patience;
  private final long bytesPerSecond;

  Bodies(GatewayConfig config) {
    most = config.maxRequestBody().asLongValue();
    // One body of the largest size always fits.
    long least = most + most / QUARTERS;
    long heap = Runtime.getRuntime().maxMemory();
    long total =
        Math.max(
            least,
            config.bodyMemory().map(size -> size.asLongValue()).orElse(heap / SHARE_OF_HEAP));
    long perCaller =
        config
            .bodyMemoryPerCaller()
            .map(size -> size.asLongValue())
            .orElse(total / QUARTERS * QUARTERS_PER_CALLER);
    budget = new ByteBudget(total);
    mostOfCaller = Math.max(least, perCaller);
    mostOfOrganization = Math.max(mostOfCaller, total / EIGHTHS * EIGHTHS_PER_ORGANIZATION);
    patience = config.bodyTimeout();
    bytesPerSecond = Math.max(1, config.bodyRate().asLongValue());
  }

  /// The largest body, in bytes.
  long most() {
    return most;
  }

  /// The memory that requests take now, in bytes.
  long taken() {
    return budget.taken();
  }

  /// Of a request with a key. Its address does not matter: behind a proxy all may have the same.
  ByteBudget.Share open(KeyIdentity key) {
    return budget.open(
        new Holder(key.keyId(), mostOfCaller), new Holder(key.orgId(), mostOfOrganization));
  }

  /// Of a request without one.
  ByteBudget.Share open(String address) {
    return budget.open(new Holder(address, mostOfCaller));
  }

  /// How long a body of that length may take to arrive.
  Duration patience(long length) {
    return patience.plusMillis(length * 1_000 / bytesPerSecond);
  }

  /// Takes the memory that the request needs once its body is parsed.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException 429 or 503 if there is none
  void weighOrThrow(Exchange exchange) {
    ByteBudget.Share memory = exchange.memory();
    if (memory == null) {
      return;
    }
    String type = exchange.header("content-type");
    byte[] body = exchange.body();
    ApiError error =
        refusal(
            memory.take(
                type != null && type.startsWith(MULTIPART)
                    ? body.length
                    : BodyWeight.ofJson(body)));
    if (error != null) {
      throw error.exception();
    }
  }

  /// Why there is no memory for a request; null if there is.
  static @Nullable ApiError refusal(Answer answer) {
    return switch (answer) {
      case TAKEN -> null;
      case HOLDER_FULL ->
          ApiError.of(
                  429,
                  "rate_limit_error",
                  "rate_limit_exceeded",
                  "The requests under way with this key, or of its organization, are too large together. Try again when some are answered.")
              .reason("requests_too_large_together")
              .header("retry-after", "1");
      case FULL ->
          ApiError.of(
                  503,
                  "service_unavailable",
                  "provider_overloaded",
                  "The requests under way take all memory that there is for them. Try again shortly.")
              .reason("overloaded")
              .header("retry-after", "1");
    };
  }
}
