package ai.nemorouter.audit.chain;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.secret.Secrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The key pair by which this installation vouches for heads of the audit log: Ed25519, made at the
/// first start that has a key for secrets.
@ApplicationScoped
class SigningKeys {
  private static final Logger LOG = Logger.getLogger(SigningKeys.class);
  private static final int AFTER_MIGRATIONS = 20;
  private static final String ALGORITHM = "Ed25519";
  private static final int ID_LENGTH = 16;

  private final Database database;
  private final Session session;
  private final Secrets secrets;

  SigningKeys(Database database, Session session, Secrets secrets) {
    this.database = database;
    this.session = session;
    this.secrets = secrets;
  }

  /// One that signs.
  record Signer(String id, PrivateKey key) {
    /// In base64.
    String sign(String statement) {
      try {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(statement.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("A head cannot be signed", e);
      }
    }

    /// Kept out of logs.
    @Override
    public String toString() {
      return id;
    }
  }

  /// As stored.
  ///
  /// @param privateKey encrypted
  public record Row(String id, String privateKey) {}

  /// Where the stored key cannot be opened any more, because the key for secrets is another one, a
  /// new one takes its place; what the old one signed stays good.
  void start(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent event) {
    if (!secrets.areAvailable()) {
      return;
    }
    database.inInstallation(() -> {
      session
          .createNativeQuery(
              "select true from pg_advisory_xact_lock(hashtext('audit signing keys'))",
              Boolean.class)
          .getSingleResult();
      if (signer().isEmpty()) {
        create();
      }
      return true;
    });
  }

  /// The key that signs now; empty where there is none that can be read.
  Optional<Signer> signer() {
    if (!secrets.areAvailable()) {
      return Optional.empty();
    }
    return session
        .createNativeQuery(
            "select id, private_key from audit_signing_keys order by created_at desc, id limit 1",
            Row.class)
        .uniqueResultOptional()
        .flatMap(row -> Optional.ofNullable(open(row)));
  }

  private void create() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      byte[] publicKey = pair.getPublic().getEncoded();
      String id = AuditBlock.sha256(publicKey).substring(0, ID_LENGTH);
      String privateKey = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
      session
          .createNativeMutationQuery(
              """
              insert into audit_signing_keys (id, public_key, private_key, created_at)
              values (:id, :publicKey, :privateKey, clock_timestamp())
              """)
          .setParameter("id", id)
          .setParameter("publicKey", Base64.getEncoder().encodeToString(publicKey))
          .setParameter("privateKey", secrets.seal(privateKey, place(id)))
          .executeUpdate();
      LOG.infof("A key that signs heads of the audit log was made key=%s", id);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No key can be made that signs heads", e);
    }
  }

  private @Nullable Signer open(Row row) {
    try {
      byte[] key = Base64.getDecoder().decode(secrets.open(row.privateKey(), place(row.id())));
      return new Signer(
          row.id(),
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(key)));
    } catch (IllegalStateException | GeneralSecurityException e) {
      LOG.errorf(
          "The key that signs heads of the audit log cannot be read key=%s cause=%s",
          row.id(), FailureText.of(e));
      return null;
    }
  }

  private static String place(String id) {
    return "audit_signing_keys.private_key|" + id;
  }
}
