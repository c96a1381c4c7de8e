package ai.nemorouter.webhook;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OutboundTarget;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Where messages go, and with what they are signed.
///
/// @param signing which all sign: for a while after a rotation the one before does as well; none
///   where the address itself is the secret
public record Webhook(String address, List<SigningSecret> signing) {
  private static final int SHOWN_END = 4;

  /// @throws InvalidInputException of that field if nothing can be sent there
  public static String addressOrThrow(String field, String address, WebhookConfig config) {
    try {
      OutboundTarget.parse(address, Reach.of(config.allowPrivateTargets()));
      return address.strip();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(field, String.valueOf(e.getMessage()));
    }
  }

  /// Without the part that may hold a token; host and end tell it from others.
  public static String shown(String address) {
    String start = address.replaceFirst("^(https?://[^/?]+).*$", "$1");
    return start.equals(address)
        ? address
        : start + "/…" + address.substring(Math.max(start.length(), address.length() - SHOWN_END));
  }

  /// By which a receiver knows a message: the same each time it is sent.
  public static String messageId(UUID id) {
    return "msg_" + id.toString().replace("-", "");
  }

  Map<String, String> headers(String messageId, String body) {
    return signing.isEmpty() ? Map.of() : SigningSecret.headers(signing, messageId, body);
  }

  /// The address may be a secret.
  @Override
  public String toString() {
    return shown(address);
  }
}
