package ai.nemorouter.provider;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OperatorHttp;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Tries whether a provider can be reached with its key, and says in words what is wrong where it
/// cannot. Nothing of what the provider answers is shown, because some repeat a part of the key.
@ApplicationScoped
class ProviderProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int ANSWER_BYTES_MAX = 8 << 20;

  /// Where the models stand in the answers of those who list them.
  private static final List<String> LISTS = List.of("data", "models", "value");

  private final OutboundHttp tenants;
  private final OperatorHttp operator;

  ProviderProbe(OutboundHttp tenants, OperatorHttp operator) {
    this.tenants = tenants;
    this.operator = operator;
  }

  /// What became of it.
  ///
  /// @param models how many it lists; null where it lists none
  /// @param tookMs null where nothing was sent
  record Finding(boolean works, String message, @Nullable Integer models, @Nullable Long tookMs) {}

  /// A provider whose address the operator gave.
  Finding probe(Provider provider) {
    UpstreamRequest request = provider.dialect().probe(provider);
    long began = System.nanoTime();
    Outcome outcome =
        operator.ask(
            ProviderApi.class,
            new OperatorHttp.Target(request.uri(), request.headers()),
            ANSWER_BYTES_MAX,
            PATIENCE,
            ProviderApi::models);
    return finding(provider, outcome, began);
  }

  /// A provider whose address an organization gave.
  ///
  /// @param reach where that may lead
  Finding probe(Provider provider, Reach reach) {
    UpstreamRequest request = provider.dialect().probe(provider);
    long began = System.nanoTime();
    Outcome outcome =
        tenants.get(request.uri().toString(), reach, request.headers(), ANSWER_BYTES_MAX, PATIENCE);
    return finding(provider, outcome, began);
  }

  private static Finding finding(Provider provider, Outcome outcome, long began) {
    long tookMs = Duration.ofNanos(System.nanoTime() - began).toMillis();
    return switch (outcome) {
      case Outcome.Refused(String reason) -> new Finding(false, reason, null, null);
      case Outcome.Failed(String reason) -> new Finding(false, reason, null, tookMs);
      case Outcome.Answered(int status, String body) -> answered(provider, status, body, tookMs);
    };
  }

  private static Finding answered(Provider provider, int status, String body, long tookMs) {
    if (status < 200 || status > 299) {
      return new Finding(false, trouble(provider, status), null, tookMs);
    }
    if (isHtml(body)) {
      return new Finding(
          false, "A web page answers there, and no API. " + baseUrlHint(provider), null, tookMs);
    }
    OptionalInt models = models(body);
    if (models.isEmpty() && !isJson(body)) {
      return new Finding(
          false, "What answers there does not speak JSON. " + baseUrlHint(provider), null, tookMs);
    }
    return new Finding(
        true, "The provider answered.", models.isPresent() ? models.getAsInt() : null, tookMs);
  }

  private static String trouble(Provider provider, int status) {
    String said = " (status " + status + ").";
    return switch (status) {
      case 401 ->
          provider.apiKey() == null
              ? "The provider wants a key" + said
              : "The provider does not accept the key"
                  + said
                  + " Check that it is whole, not revoked, and of this provider.";
      case 402 -> "The account there has no credit left" + said;
      case 403 ->
          "The key may not do that"
              + said
              + " Check what it is allowed to do, and whether the provider serves this region.";
      case 404, 405 -> "There is no API at that address" + said + " " + baseUrlHint(provider);
      case 429 ->
          "The provider limits the rate of requests right now"
              + said
              + " The key is probably fine.";
      default -> {
        if (status >= 500) {
          yield "The provider has trouble of its own" + said + " Try again later.";
        }
        yield status < 400
            ? "The address redirects elsewhere" + said + " Enter the address it leads to."
            : "The provider turned the request down" + said;
      }
    };
  }

  private static String baseUrlHint(Provider provider) {
    String base = provider.at("").toString();
    String usual = provider.dialect().usualBaseUrl();
    if (base.matches(".*/v\\d+\\w*")) {
      return usual == null || provider.isAtUsualAddress()
          ? "Check the base URL."
          : "Check the base URL; the usual one is " + usual + ".";
    }
    return "Check the base URL: most end in /v1, as in " + base + "/v1.";
  }

  private static boolean isHtml(String body) {
    String start = body.stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype") || start.startsWith("<html");
  }

  private static boolean isJson(String body) {
    try {
      Json.parseObject(body.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (ApiException e) {
      return false;
    }
  }

  private static OptionalInt models(String body) {
    try {
      JsonNode answer = Json.parseObject(body.getBytes(StandardCharsets.UTF_8));
      return LISTS.stream()
          .map(answer::path)
          .filter(JsonNode::isArray)
          .mapToInt(JsonNode::size)
          .findFirst();
    } catch (ApiException e) {
      return OptionalInt.empty();
    }
  }
}
