package ai.nemorouter.gateway.upstream;

import ai.nemorouter.platform.outbound.OutboundRefusedException;
import org.jspecify.annotations.Nullable;

/// A provider that did not answer as it should, or whose answer is not waited for any longer. What
/// it means for the bill depends on whether the request had left.
public final class UpstreamFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /// What went wrong.
  public enum Kind {
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
    /// The client hung up, and the answer did not come to its end in the time that is left then.
    CLIENT_GONE,
    /// The node stops while an answer is read whose client hung up.
    NODE_STOPS
  }

  private final Kind kind;

  public UpstreamFailure(Kind kind, @Nullable Throwable cause) {
    super(kind.name(), cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// Why nothing was sent to an address that an organization gave, as a sentence; null where that
  /// is not what happened.
  @Nullable String refusal() {
    return getCause() instanceof OutboundRefusedException refused ? refused.getMessage() : null;
  }
}
