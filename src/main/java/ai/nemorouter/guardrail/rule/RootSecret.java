package ai.nemorouter.guardrail.rule;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The secret from which each organization's own secret for placeholders comes. It is made once,
/// and stored encrypted.
@ApplicationScoped
class RootSecret {
  private static final Logger LOG = Logger.getLogger(RootSecret.class);
  private static final String PLACE = "guardrail_secret";
  private static final int BYTES = 32;

  private final Database database;
  private final Session session;
  private final Secrets secrets;

  RootSecret(Database database, Session session, Secrets secrets) {
    this.database = database;
    this.session = session;
    this.secrets = secrets;
  }

  /// Makes it where there is none; null where the installation has no key for secrets, or another
  /// one than when it was stored.
  byte @Nullable [] read() {
    if (!secrets.areAvailable()) {
      return null;
    }
    String sealed = database.inInstallation(() -> stored().orElseGet(this::create));
    try {
      return Base64.getDecoder().decode(secrets.open(sealed, PLACE));
    } catch (IllegalStateException e) {
      LOG.errorf("The secret of guardrails cannot be read cause=%s", FailureText.of(e));
      return null;
    }
  }

  private Optional<String> stored() {
    return session
        .createNativeQuery("select sealed from guardrail_secret", String.class)
        .uniqueResultOptional();
  }

  /// Another node may do so at the same moment: the first one counts.
  private String create() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    session
        .createNativeMutationQuery(
            "insert into guardrail_secret (sealed) values (:sealed) on conflict do nothing")
        .setParameter("sealed", secrets.seal(Base64.getEncoder().encodeToString(secret), PLACE))
        .executeUpdate();
    return stored().orElseThrow();
  }
}
