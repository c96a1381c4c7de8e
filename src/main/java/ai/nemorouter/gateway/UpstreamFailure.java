package ai.nemorouter.gateway;

import ai.nemorouter.platform.OutboundRefusedException;
import org.jspecify.annotations.Nullable;

/// A provider that did not answer as it should. What it means for the bill depends on whether the
/// request had left.
final class UpstreamFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /// What went wrong.
  enum Kind {
    /// No connection came about: nothing was sent.
    UNREACHABLE,
    /// All connections to the provider were in use for too long: nothing was sent. Callers can
    /// bring that about, so it does not speak against the provider.
    QUEUED,
    /// The request left and no answer began, or a stream fell silent, for too long.
    TIMEOUT,
    /// The connection broke before the answer was whole.
    BROKEN,
    /// The answer is larger than the gateway takes.
    TOO_LARGE,
    /// The client hung up, and the provider was told to stop.
    CLIENT_GONE,
    /// The client hung up before anything was sent.
    CLIENT_GONE_UNSENT
  }

  private final Kind kind;

  UpstreamFailure(Kind kind, @Nullable Throwable cause) {
    super(kind.name(), cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /// Why nothing was sent to an address that an organization gave, as a sentence; null where that
  /// is not what happened.
  @Nullable String refusal() {
    return getCause() instanceof OutboundRefusedException refused ? refused.getMessage() : null;
  }
}
