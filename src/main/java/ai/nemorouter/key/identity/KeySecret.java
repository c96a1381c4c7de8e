package ai.nemorouter.key.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/// The secret of an inference key: `sk-nemo-`, 43 base62 characters that carry 256 random bits, and
/// six that carry the CRC-32 of what stands before them, so that secret scanners recognize it and
/// malformed secrets are rejected without a query to the database. Never stored and never logged:
/// the database keeps its SHA-256, which needs no salt because 256 random bits cannot be guessed.
public final class KeySecret {
  public static final String PREFIX = "sk-nemo-";
  public static final String MANAGEMENT_PREFIX = PREFIX + "mgmt-";
  public static final String OPERATOR_PREFIX = PREFIX + "op-";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
  private static final int RANDOM_BITS = 256;
  private static final int RANDOM_LENGTH = 43;
  private static final int CHECKSUM_LENGTH = 6;
  private static final int LAST_LENGTH = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;

  private KeySecret(String text) {
    this.text = text;
  }

  public static KeySecret mint() {
    return mint(PREFIX);
  }

  /// The same for a management key, which another prefix tells apart.
  public static KeySecret mintForManagement() {
    return mint(MANAGEMENT_PREFIX);
  }

  /// The same for a program that runs the installation.
  public static KeySecret mintForOperator() {
    return mint(OPERATOR_PREFIX);
  }

  private static KeySecret mint(String prefix) {
    String body = prefix + base62(new BigInteger(RANDOM_BITS, RANDOM), RANDOM_LENGTH);
    return new KeySecret(body + checksum(body));
  }

  /// The secret that `text` is; empty for anything that was not minted here, to the odds of one in
  /// four billion.
  public static Optional<KeySecret> parse(String text) {
    int length = PREFIX.length() + RANDOM_LENGTH + CHECKSUM_LENGTH;
    if (text.length() != length || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String body = text.substring(0, length - CHECKSUM_LENGTH);
    boolean intact = hasOwnLetters(body) && text.endsWith(checksum(body));
    return intact ? Optional.of(new KeySecret(text)) : Optional.empty();
  }

  private static boolean hasOwnLetters(String body) {
    for (int i = PREFIX.length(); i < body.length(); i++) {
      if (ALPHABET.indexOf(body.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  public byte[] sha256() {
    return sha256(text);
  }

  /// The form in which the database knows any secret, management keys included.
  public static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  public String lastFour() {
    return lastFour(text);
  }

  public static String lastFour(String secret) {
    return secret.substring(Math.max(0, secret.length() - LAST_LENGTH));
  }

  /// What may be shown of a secret later on, as in `sk-nemo-…aB3x`.
  public static String label(String lastFour) {
    return PREFIX + "…" + lastFour;
  }

  public String label() {
    return label(lastFour());
  }

  /// The whole secret, to be shown to its owner once.
  public String reveal() {
    return text;
  }

  /// Never the secret, so that no log can hold it.
  @Override
  public String toString() {
    return label();
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    char[] letters = new char[CHECKSUM_LENGTH];
    long rest = crc.getValue();
    for (int position = CHECKSUM_LENGTH - 1; position >= 0; position--) {
      letters[position] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
      rest /= ALPHABET.length();
    }
    return new String(letters);
  }

  private static String base62(BigInteger number, int length) {
    char[] letters = new char[length];
    BigInteger rest = number;
    for (int position = length - 1; position >= 0; position--) {
      BigInteger[] quotientAndRemainder = rest.divideAndRemainder(BASE);
      letters[position] = ALPHABET.charAt(quotientAndRemainder[1].intValue());
      rest = quotientAndRemainder[0];
    }
    return new String(letters);
  }
}
