package ai.nemorouter.account.password;

import ai.nemorouter.platform.error.InvalidSettingException;
import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// Hashes and checks passwords with bcrypt. What is longer than the 72 bytes that bcrypt reads goes
/// through SHA-512 first, so that every character counts.
@ApplicationScoped
public class Passwords {
  public static final int LENGTH_MAX = 256;

  /// OWASP's least for bcrypt.
  private static final int COST_MIN = 10;

  /// Some three seconds: more, and signing in is an attack on the node.
  private static final int COST_MAX = 16;

  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;
  private static final LongPasswordStrategy WHOLE = LongPasswordStrategies.hashSha512(VERSION);
  private static final BCrypt.Hasher HASHER = BCrypt.with(WHOLE);
  private static final BCrypt.Verifyer VERIFYER = BCrypt.verifyer(VERSION, WHOLE);

  private final int cost;

  Passwords(PasswordConfig config) {
    this.cost = config.cost();
  }

  /// A cost that protects nothing, or that takes minutes, stops the start.
  void start(@Observes StartupEvent event) {
    checkOrThrow(cost, LaunchMode.current());
  }

  static void checkOrThrow(int cost, LaunchMode mode) {
    boolean tooLow = cost < COST_MIN && mode != LaunchMode.TEST;
    if (tooLow || cost > COST_MAX) {
      throw new InvalidSettingException(
          "NEMOROUTER_PASSWORDS_COST",
          "must be from %d to %d, not %d".formatted(COST_MIN, COST_MAX, cost));
    }
  }

  public String hash(String password) {
    return HASHER.hashToString(cost, characters(password));
  }

  /// Takes the same time with and without a hash, so that the response time does not reveal which
  /// addresses have an account.
  public boolean matches(String password, @Nullable String hash) {
    // Salt and hash that belong to no password that is known.
    String unmatched =
        "$2a$%02d$Nm0rTh1sSaltBelongsToOQ8x1Zc4vB7nK2mL5pR9tW3yS6dF0hJu".formatted(cost);
    String compared = hash == null ? unmatched : hash;
    return VERIFYER.verify(characters(password), compared).verified && hash != null;
  }

  /// The same however a keyboard composes its letters.
  private static char[] characters(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
  }
}
