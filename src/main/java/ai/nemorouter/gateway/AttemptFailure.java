package ai.nemorouter.gateway;

import ai.nemorouter.platform.ApiError;
import ai.nemorouter.provider.ProviderFailure;
import org.jspecify.annotations.Nullable;

/// One attempt to serve a request has come to nothing before the client got any content, and its
/// own record is settled. Another attempt may do better.
final class AttemptFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /// Who may do better.
  enum Recourse {
    /// The same offering in a moment, or another.
    AGAIN,
    /// Another offering.
    ANOTHER_OFFERING,
    /// An offering of another model: this one does not take the request.
    ANOTHER_MODEL
  }

  private final transient ApiError error;
  private final Recourse recourse;
  private final transient @Nullable ProviderFailure provider;

  /// @param error what the client is told if nobody does better
  /// @param provider what it says of the provider; null if nothing
  AttemptFailure(ApiError error, Recourse recourse, @Nullable ProviderFailure provider) {
    super(error.message());
    this.error = error;
    this.recourse = recourse;
    this.provider = provider;
  }

  /// After a status that is no success, or an error inside an answer.
  static AttemptFailure ofStatus(int status, ApiError error) {
    Recourse recourse =
        switch (status) {
          case 500, 502, 503, 529 -> Recourse.AGAIN;
          case 400, 413, 422 -> Recourse.ANOTHER_MODEL;
          default -> Recourse.ANOTHER_OFFERING;
        };
    return new AttemptFailure(error, recourse, ProviderFailure.ofStatus(status));
  }

  ApiError error() {
    return error;
  }

  Recourse recourse() {
    return recourse;
  }

  @Nullable ProviderFailure provider() {
    return provider;
  }
}
