package ai.nemorouter.account;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// Hashes and checks passwords with bcrypt. What is longer than the 72 bytes that bcrypt reads goes
/// through SHA-512 first, so that every character counts.
final class Passwords {
  static final int LENGTH_MAX = 256;
  private static final int COST = 12;
  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;
  private static final LongPasswordStrategy WHOLE = LongPasswordStrategies.hashSha512(VERSION);
  private static final BCrypt.Hasher HASHER = BCrypt.with(WHOLE);
  private static final BCrypt.Verifyer VERIFYER = BCrypt.verifyer(VERSION, WHOLE);

  /// The hash of a password that nobody has, checked where there is none to check.
  private static final String UNMATCHED = hash("no account has this password");

  private Passwords() {}

  static String hash(String password) {
    return HASHER.hashToString(COST, characters(password));
  }

  /// Takes the same time whether or not there is a hash, so that nobody learns which addresses have
  /// an account.
  static boolean matches(String password, @Nullable String hash) {
    boolean verified =
        VERIFYER.verify(characters(password), hash == null ? UNMATCHED : hash).verified;
    return verified && hash != null;
  }

  /// The same however a keyboard composes its letters.
  private static char[] characters(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
  }
}
