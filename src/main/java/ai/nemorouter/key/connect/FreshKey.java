package ai.nemorouter.key.connect;

import ai.nemorouter.key.Key;
import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key whose secret is shown this one time, with all that its first request takes.
///
/// @param secret in clear
/// @param root the address of the key's page
/// @param connect the address of the page with the settings of other clients
/// @param origin of the gateway, without a path
/// @param waits until when a page waits for the first request; null for users who may not see it
public record FreshKey(
    Key key,
    String secret,
    String root,
    String connect,
    String origin,
    KeyExamples.Example example,
    @Nullable Instant waits) {
  public String label() {
    return key.label();
  }

  public String model() {
    return example.model();
  }

  public boolean isCallable() {
    return example.callable();
  }

  public Money worstCase() {
    return example.worstCase();
  }

  /// For templates: until when a page waits, in seconds since 1970; 0 for not at all.
  public long waitsUntil() {
    return waits == null ? 0 : waits.getEpochSecond();
  }
}
