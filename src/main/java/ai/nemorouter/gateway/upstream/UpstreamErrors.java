package ai.nemorouter.gateway.upstream;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.AnswerReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller is told when a provider fails: his own mistakes in the provider's words,
/// everything else masked.
public final class UpstreamErrors {
  private static final int LONGEST_RETRY_SECONDS = 60;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int PAYMENT_REQUIRED = 402;

  /// An exhausted account is not fixed by waiting, regardless of the status.
  private static final Set<String> ACCOUNT_WORDS =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "insufficient_balance");

  private UpstreamErrors() {}

  public static ApiError of(UpstreamFailure failure, Provider provider) {
    return switch (failure.kind()) {
      case UNREACHABLE -> unreachable(failure.refusal(), provider);
      case TIMEOUT -> timeout(provider);
      case QUEUED ->
          unavailable(
              503,
              "All connections to the provider "
                  + provider.name()
                  + " are in use. Try again shortly.",
              provider);
      case BROKEN, CLIENT_GONE, NODE_STOPS ->
          unavailable(502, "The provider " + provider.name() + " broke off its answer.", provider);
      case TOO_LARGE ->
          unavailable(
              502, "The answer of the provider " + provider.name() + " is too large.", provider);
    };
  }

  private static ApiError unreachable(@Nullable String refusal, Provider provider) {
    String message = "The provider " + provider.name() + " cannot be reached.";
    return refusal == null
        ? unavailable(502, message, provider)
        : unavailable(502, message + " " + refusal, provider).reason("provider_address_refused");
  }

  public static ApiError timeout(Provider provider) {
    return named(
        ApiError.of(
            504,
            "timeout",
            "timeout",
            "The provider " + provider.name() + " took too long to answer."),
        provider);
  }

  public static ApiError unavailable(int status, String message, Provider provider) {
    if (Draining.breaksOff()) {
      return ApiError.of(
              503,
              "service_unavailable",
              "provider_overloaded",
              "This node was stopped before the answer was whole. Send the request again.")
          .reason("node_stops");
    }
    return named(ApiError.of(status, "provider_error", "provider_unavailable", message), provider);
  }

  /// An answer with a status that is no success.
  ///
  /// @param status as `meaning` has it
  public static ApiError of(
      int status, Buffer body, @Nullable String retryAfter, Provider provider) {
    String text = body.toString();
    String words = error(body, provider).path("message").asText("");
    boolean plain =
        words.isEmpty()
            && !text.isBlank()
            && !text.stripLeading().startsWith("<")
            && !AnswerReader.isDocument(body.getBytes());
    return of(status, ProviderMessages.shown(plain ? text : words, provider), retryAfter, provider);
  }

  /// The status that says what a provider means, where its own misleads.
  ///
  /// @param shouldRetry its header `x-should-retry`
  public static int meaning(
      int status, Buffer body, @Nullable String shouldRetry, Provider provider) {
    JsonNode error = error(body, provider);
    JsonNode code = error.path("code");
    int told = code.isInt() && code.asInt() >= 400 && code.asInt() < 600 ? code.asInt() : status;
    boolean account =
        "false".equalsIgnoreCase(shouldRetry)
            || ACCOUNT_WORDS.contains(code.asText(""))
            || ACCOUNT_WORDS.contains(error.path("type").asText(""));
    return told == TOO_MANY_REQUESTS && account ? PAYMENT_REQUIRED : told;
  }

  private static JsonNode error(Buffer body, Provider provider) {
    try {
      return Json.parseAnswers(body.getBytes()).stream()
          .findFirst()
          .map(provider.dialect()::error)
          .orElse(MissingNode.getInstance());
    } catch (ApiException e) {
      return MissingNode.getInstance();
    }
  }

  /// An error that came inside an answer. Where the provider does not say what it means, its words
  /// do.
  public static ApiError inBand(JsonNode error, Provider provider) {
    int code = error.path("code").asInt(0);
    String words =
        ProviderMessages.shown(
            error.isTextual() ? error.asText() : error.path("message").asText(""), provider);
    if (code >= 400 && code < 600) {
      return of(code, words, null, provider);
    }
    String message = "The provider " + provider.name() + " failed";
    return unavailable(502, words.isEmpty() ? message + "." : message + ": " + words, provider);
  }

  private static ApiError of(
      int status, String message, @Nullable String retryAfter, Provider provider) {
    return switch (status) {
      case 400 -> named(ApiError.invalidRequest(said(provider, message)), provider);
      case 422 ->
          named(
              ApiError.of(422, "invalid_request_error", "unprocessable", said(provider, message)),
              provider);
      case 404 -> named(ApiError.notFound(said(provider, message)), provider);
      case 413 ->
          named(
              ApiError.of(
                  413, "invalid_request_error", "payload_too_large", said(provider, message)),
              provider);
      case 408, 504 -> timeout(provider);
      case 429 -> rateLimited(retryAfter, provider);
      case 401, 402, 403 ->
          unavailable(
                  502,
                  "The provider " + provider.name() + " turned the gateway's account down.",
                  provider)
              .reason("provider_account")
              .header("x-should-retry", "false");
      case 503, 529 ->
          unavailable(
              503,
              "The provider " + provider.name() + " is overloaded. Try again shortly.",
              provider);
      default ->
          unavailable(
              502,
              "The provider " + provider.name() + " failed (status " + status + ").",
              provider);
    };
  }

  private static ApiError rateLimited(@Nullable String retryAfter, Provider provider) {
    ApiError error =
        named(
            ApiError.of(
                429,
                "rate_limit_error",
                "rate_limit_exceeded",
                "The provider "
                    + provider.name()
                    + " limits the rate of requests. Try again later."),
            provider);
    return error.header("retry-after", Integer.toString(seconds(retryAfter)));
  }

  /// Clients sleep for the whole of a Retry-After, so a long one is cut.
  private static int seconds(@Nullable String retryAfter) {
    try {
      return retryAfter == null
          ? 1
          : Math.clamp(Long.parseLong(retryAfter.strip()), 1, LONGEST_RETRY_SECONDS);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static String said(Provider provider, String message) {
    return message.isBlank()
        ? "The provider " + provider.name() + " does not accept the request."
        : message;
  }

  private static ApiError named(ApiError error, Provider provider) {
    return error.with("provider_name", provider.name());
  }
}
