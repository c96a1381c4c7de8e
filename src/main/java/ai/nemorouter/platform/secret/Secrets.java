package ai.nemorouter.platform.secret;

import ai.nemorouter.platform.database.EmbeddedDatabase;
import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.util.SecretBytes;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encrypts what we must be able to read again, such as signing secrets, before it is stored:
/// AES-256-GCM, bound to the row it belongs to, so that a ciphertext that is moved to another row
/// does not decrypt. The key is in the environment. With the embedded database it is made at first
/// use and kept in the data folder, because anyone who can read that folder has the rows as well.
@ApplicationScoped
public class Secrets {
  /// What to do where secrets cannot be stored, as a sentence for people.
  public static final String REMEDY =
      "Secrets cannot be stored here yet: the operator of this installation has to set"
          + " NEMOROUTER_SECRETS_KEY, the same on every node, to the output of"
          + " `openssl rand -base64 32`.";

  private static final int FIRST = 1;
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final List<byte[]> keys;
  private final @Nullable Aead aead;

  Secrets(SecretsConfig config) {
    keys = SecretsKey.all(config.key(), EmbeddedDatabase.dataFolder());
    aead = keys.isEmpty() ? null : aead(keys);
  }

  /// A key that cannot be meant stops the start, not the first use.
  void start(@Observes @Priority(FIRST) StartupEvent event) {}

  /// Whether there is a key.
  public boolean areAvailable() {
    return aead != null;
  }

  /// @param place names the row and column it is stored in
  /// @return the ciphertext in base64
  /// @throws IllegalStateException if there is no key; ask `areAvailable` before
  public String seal(String secret, String place) {
    try {
      byte[] ciphertext = key().encrypt(bytes(secret), bytes(place));
      return Base64.getEncoder().encodeToString(ciphertext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A secret cannot be encrypted", e);
    }
  }

  /// @throws IllegalStateException if there is no key, or none that this was sealed with at that
  ///   place
  public String open(String sealed, String place) {
    try {
      byte[] ciphertext = Base64.getDecoder().decode(sealed);
      return new String(key().decrypt(ciphertext, bytes(place)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "A stored secret cannot be read: "
              + SecretsKey.VARIABLE
              + " is not what it was when it was stored.",
          e);
    }
  }

  /// A secret for a library that encrypts by itself: another one for each purpose, and the same on
  /// every node.
  ///
  /// @throws IllegalStateException if there is no key; ask `areAvailable` before
  public String derived(String purpose) {
    if (keys.isEmpty()) {
      throw new IllegalStateException(REMEDY);
    }
    try {
      byte[] secret =
          Hkdf.computeHkdf(
              "HMACSHA256", keys.getFirst(), new byte[0], bytes(purpose), SecretsKey.BYTES);
      return Base64.getEncoder().encodeToString(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No secret can be derived", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Aead key() {
    if (aead == null) {
      throw new IllegalStateException(REMEDY);
    }
    return aead;
  }

  private static Aead aead(List<byte[]> keys) {
    try {
      AeadConfig.register();
      KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
      keyset.addEntry(KeysetHandle.importKey(aesKey(keys.getFirst())).makePrimary());
      for (byte[] earlier : keys.subList(1, keys.size())) {
        keyset.addEntry(KeysetHandle.importKey(aesKey(earlier)));
      }
      return keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No cipher for secrets", e);
    }
  }

  /// Each ciphertext begins with the number of its key, which follows from the key itself.
  @AccessesPartialKey
  private static AesGcmKey aesKey(byte[] key) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
    return AesGcmKey.builder()
        .setParameters(
            AesGcmParameters.builder()
                .setKeySizeBytes(SecretsKey.BYTES)
                .setIvSizeBytes(IV_BYTES)
                .setTagSizeBytes(TAG_BYTES)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build())
        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
        .setIdRequirement(ByteBuffer.wrap(Arrays.copyOf(hash, Integer.BYTES)).getInt())
        .build();
  }
}
