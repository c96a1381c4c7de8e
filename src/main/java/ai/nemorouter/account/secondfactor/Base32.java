package ai.nemorouter.account.secondfactor;

import java.math.BigInteger;
import java.util.Locale;

/// Base32 (RFC 4648) of lengths that need no padding, which is how secrets and recovery codes are
/// shown to people: no letter looks like a digit.
final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS = 5;
  private static final BigInteger MASK = BigInteger.valueOf(31);

  private Base32() {}

  /// @param bytes a multiple of five of them
  static String encode(byte[] bytes) {
    BigInteger number = new BigInteger(1, bytes);
    int length = bytes.length * Byte.SIZE / BITS;
    StringBuilder text = new StringBuilder();
    for (int i = length - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(number.shiftRight(i * BITS).and(MASK).intValue()));
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    BigInteger number = BigInteger.ZERO;
    for (char letter : text.toUpperCase(Locale.ROOT).toCharArray()) {
      number = number.shiftLeft(BITS).or(BigInteger.valueOf(ALPHABET.indexOf(letter)));
    }
    byte[] bytes = new byte[text.length() * BITS / Byte.SIZE];
    byte[] digits = number.toByteArray();
    int kept = Math.min(bytes.length, digits.length);
    System.arraycopy(digits, digits.length - kept, bytes, bytes.length - kept, kept);
    return bytes;
  }
}
