package ai.nemorouter.key.app;

import ai.nemorouter.key.identity.KeySecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// The code that an app exchanges for its key: the organization that it is of, and 256 random bits.
///
/// @param orgId as the code says; whether there is such a code is for the database to tell
record AppCode(UUID orgId, String text) {
  private static final int ID_BYTES = 16;
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  static AppCode next(UUID orgId) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    byte[] all =
        ByteBuffer.allocate(ID_BYTES + RANDOM_BYTES)
            .putLong(orgId.getMostSignificantBits())
            .putLong(orgId.getLeastSignificantBits())
            .put(random)
            .array();
    return new AppCode(orgId, Base64.getUrlEncoder().withoutPadding().encodeToString(all));
  }

  /// Empty for what no code looks like.
  static Optional<AppCode> parse(String text) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      if (all.length == ID_BYTES + RANDOM_BYTES) {
        ByteBuffer buffer = ByteBuffer.wrap(all);
        return Optional.of(new AppCode(new UUID(buffer.getLong(), buffer.getLong()), text));
      }
    } catch (IllegalArgumentException e) {
      // No base64url, as what has another length.
    }
    return Optional.empty();
  }

  /// How the database knows it.
  byte[] hash() {
    return KeySecret.sha256(text);
  }

  /// Whether the verifier is the one that the challenge was made from (S256).
  static boolean meets(String verifier, String challenge) {
    String made =
        Base64.getUrlEncoder().withoutPadding().encodeToString(KeySecret.sha256(verifier));
    return MessageDigest.isEqual(bytes(made), bytes(challenge));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Never the code, so that no log can hold it.
  @Override
  public String toString() {
    return "a code of " + orgId;
  }
}
