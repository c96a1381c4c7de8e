package ai.nemorouter.account.secondfactor;

import ai.nemorouter.account.token.SecretTokens;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Time-based one-time passwords (RFC 6238) as every authenticator app makes them: HMAC-SHA-1, six
/// digits, a new one every thirty seconds.
final class Totp {
  static final int DIGITS = 6;
  static final int STEP_SECONDS = 30;

  /// The clocks of two sides may be that many steps apart.
  static final int STEPS_APART_MAX = 1;

  private static final String ALGORITHM = "HmacSHA1";

  /// As long as the hash, as RFC 4226 recommends.
  private static final int SECRET_BYTES = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  static byte[] newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  static long step(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), STEP_SECONDS);
  }

  /// The step whose code this is, near `now`; empty if of none.
  static OptionalLong matchingStep(byte[] secret, String code, Instant now) {
    long present = step(now);
    return LongStream.rangeClosed(present - STEPS_APART_MAX, present + STEPS_APART_MAX)
        .filter(step ->
            MessageDigest.isEqual(
                SecretTokens.hash(code(secret, step, DIGITS)), SecretTokens.hash(code.strip())))
        .findFirst();
  }

  static String code(byte[] secret, long step, int digits) {
    byte[] hash = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff;
    String text = "0".repeat(digits) + number;
    return text.substring(text.length() - digits);
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
