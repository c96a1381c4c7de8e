package ai.nemorouter.platform.outbound;

/// Nothing is sent to an address that somebody gave us, because of where it leads. The message is a
/// sentence for people that does not tell what our network looks like.
public final class OutboundRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  OutboundRefusedException(String message) {
    super(message);
  }
}
