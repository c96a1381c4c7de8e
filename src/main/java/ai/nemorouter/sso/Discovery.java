package ai.nemorouter.sso;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where the provider's endpoints are and with which keys it signs, asked for when somebody needs
/// it: the application starts without its provider.
@ApplicationScoped
class Discovery {
  static final int TIMEOUT_MILLIS = 5_000;

  /// Asymmetric ones only: nobody who can check a signature can make one.
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512,
          JWSAlgorithm.Ed25519,
          JWSAlgorithm.EdDSA);

  private static final Logger LOG = Logger.getLogger(Discovery.class);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
  private static final int KEYS_BYTES_MAX = 256_000;
  private static final long KEYS_KEPT_MILLIS = Duration.ofMinutes(15).toMillis();

  /// An unknown key has the keys fetched anew, but no more often than that.
  private static final long KEYS_PAUSE_MILLIS = 5_000;

  private final ProviderSettings settings;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable Found found;
  private volatile Instant failedAt = Instant.MIN;

  Discovery(ProviderSettings settings) {
    this.settings = settings;
  }

  /// @param keys chooses the key that a token must have been signed with
  record Found(
      OIDCProviderMetadata metadata,
      JWSVerificationKeySelector<SecurityContext> keys,
      URI keysAddress,
      Instant at) {
    private boolean isYoungerThan(Duration age) {
      return at.plus(age).isAfter(Instant.now());
    }
  }

  /// What is known of the provider; an hour old at most, or older while it does not answer.
  Found provider() throws ProviderUnreachableException {
    Found known = found;
    if (known != null && known.isYoungerThan(KEPT)) {
      return known;
    }
    try {
      return ask(KEPT);
    } catch (ProviderUnreachableException e) {
      if (known != null) {
        return known;
      }
      throw e;
    }
  }

  /// The same, but only if it answers now: before somebody is sent there.
  Found answeringProvider() throws ProviderUnreachableException {
    Found known = found;
    return known != null && known.isYoungerThan(FRESH) ? known : ask(FRESH);
  }

  private Found ask(Duration youngEnough) throws ProviderUnreachableException {
    turn.lock();
    try {
      Found known = found;
      if (known != null && known.isYoungerThan(youngEnough)) {
        return known;
      }
      if (failedAt.plus(PAUSE_AFTER_FAILURE).isAfter(Instant.now())) {
        throw new ProviderUnreachableException("It did not answer a moment ago.");
      }
      Found asked = fetch(known);
      found = asked;
      return asked;
    } finally {
      turn.unlock();
    }
  }

  private Found fetch(@Nullable Found before) throws ProviderUnreachableException {
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(
              settings.getOrThrow().issuer(), TIMEOUT_MILLIS, TIMEOUT_MILLIS);
      URI address = metadata.getJWKSetURI();
      if (address == null || metadata.getTokenEndpointURI() == null) {
        throw new GeneralException("It names no keys or no token endpoint");
      }
      return new Found(
          metadata,
          before != null && before.keysAddress().equals(address) ? before.keys() : keys(address),
          address,
          Instant.now());
    } catch (GeneralException | IOException e) {
      failedAt = Instant.now();
      LOG.warnf("The identity provider's configuration cannot be read: %s", e.getMessage());
      throw new ProviderUnreachableException("Its configuration cannot be read.", e);
    }
  }

  private static JWSVerificationKeySelector<SecurityContext> keys(URI address)
      throws MalformedURLException {
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.<SecurityContext>create(
                address.toURL(),
                new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, KEYS_BYTES_MAX))
            .cache(KEYS_KEPT_MILLIS, TIMEOUT_MILLIS)
            .refreshAheadCache(false)
            .rateLimited(KEYS_PAUSE_MILLIS)
            .build();
    return new JWSVerificationKeySelector<>(ALGORITHMS, source);
  }
}
