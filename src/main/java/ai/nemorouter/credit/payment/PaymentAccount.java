package ai.nemorouter.credit.payment;

import java.net.URI;
import java.util.List;

/// Where payments are taken.
///
/// @param url of the API, without a path
/// @param key the secret key
/// @param webhookSecrets any of which may have signed an event
/// @param demo whether no money moves
public record PaymentAccount(URI url, String key, List<String> webhookSecrets, boolean demo) {
  public PaymentAccount {
    webhookSecrets = List.copyOf(webhookSecrets);
  }

  /// Whether real money moves: Stripe keeps its test mode apart from it.
  boolean isLive() {
    return !key.contains("_test_");
  }

  @Override
  public String toString() {
    return url + (demo ? " (demo)" : "");
  }
}
