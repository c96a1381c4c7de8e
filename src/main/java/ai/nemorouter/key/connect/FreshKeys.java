package ai.nemorouter.key.connect;

import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.http.BaseUrl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;

/// Puts together what is shown of a new key, once its transaction has ended.
@ApplicationScoped
public class FreshKeys {
  /// A page that is left open does not look for ever, which would keep its session alive.
  public static final Duration PATIENCE = Duration.ofMinutes(15);

  private final KeyRing ring;
  private final KeyExamples examples;
  private final BaseUrl baseUrl;

  FreshKeys(KeyRing ring, KeyExamples examples, BaseUrl baseUrl) {
    this.ring = ring;
    this.examples = examples;
    this.baseUrl = baseUrl;
  }

  /// @param seesCalls whether the reader may see the key's requests
  public FreshKey of(MintedKey minted, Organization organization, UriInfo uri, boolean seesCalls) {
    KeyExamples.Example example =
        ring.find(minted.secret().sha256())
            .map(examples::of)
            .orElse(new KeyExamples.Example(KeyExamples.PLACEHOLDER, false, Money.ZERO));
    return new FreshKey(
        minted.key(),
        minted.secret().reveal(),
        organization.path("keys/" + minted.key().id()),
        organization.path("connect"),
        baseUrl.origin(uri),
        example,
        seesCalls ? Instant.now().plus(PATIENCE) : null);
  }
}
