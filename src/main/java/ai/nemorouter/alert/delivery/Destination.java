package ai.nemorouter.alert.delivery;

import ai.nemorouter.platform.secret.SigningSecret;
import java.util.List;

/// Where a message goes, with the secrets that this takes.
public sealed interface Destination {
  record Email(List<String> recipients) implements Destination {}

  /// @param secrets which all sign: for a while after a rotation the one before does as well
  record Webhook(String url, List<SigningSecret> secrets) implements Destination {}

  record Slack(String url) implements Destination {
    /// Kept out of logs.
    @Override
    public String toString() {
      return "Slack";
    }
  }
}
