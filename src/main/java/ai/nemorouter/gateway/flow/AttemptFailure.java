package ai.nemorouter.gateway.flow;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.chat.Completion;
import ai.nemorouter.provider.health.Passage;
import ai.nemorouter.provider.health.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why an attempt to serve a request came to nothing before the client got any content. Another
/// attempt may do better.
///
/// @param error what the client is told if no other does better
/// @param provider what it says of the provider; null if nothing
public record AttemptFailure(
    ApiError error, NextStep nextStep, @Nullable ProviderFailure provider) {

  /// Who may do better.
  public enum NextStep {
    /// The same offering in a moment, or another.
    AGAIN,
    /// As `AGAIN`, but only once for the whole request: the request itself may be why.
    ONCE_MORE,
    /// Another offering.
    ANOTHER_OFFERING,
    /// An offering of another model: this one does not take the request.
    ANOTHER_MODEL
  }

  /// A limit on this model or provider alone is reached: nothing was sent.
  static AttemptFailure narrow(ApiError error) {
    return new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.ABANDONED);
  }

  /// After a status that is no success, or an error inside an answer.
  public static AttemptFailure ofStatus(int status, ApiError error) {
    NextStep nextStep =
        switch (status) {
          case 500, 502, 503, 529 -> NextStep.AGAIN;
          case 400, 413, 422 -> NextStep.ANOTHER_MODEL;
          default -> NextStep.ANOTHER_OFFERING;
        };
    return new AttemptFailure(error, nextStep, ProviderFailure.ofStatus(status));
  }

  /// After an answer that holds an error.
  ///
  /// @param said the error as the dialect put it
  public static AttemptFailure inBand(JsonNode said, ApiError error) {
    return said.path(Completion.UNUSABLE).asBoolean(false)
        ? new AttemptFailure(error, NextStep.ONCE_MORE, ProviderFailure.UNUSABLE)
        : ofStatus(error.status(), error);
  }

  /// Tells what it says of the provider, if it says something.
  void tell(Passage passage) {
    if (provider == ProviderFailure.RATE_LIMITED) {
      passage.limited(
          Duration.ofSeconds(Long.parseLong(error.headers().getOrDefault("retry-after", "0"))));
    } else if (provider != null) {
      passage.failed(provider);
    }
  }
}
