package ai.nemorouter.account.password;

import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a new password has to be: long, and nothing that a guesser tries first. There is no rule
/// about kinds of characters, which makes passwords harder to remember and hardly harder to guess.
@ApplicationScoped
public class PasswordRules {
  static final int LENGTH_MIN = 12;

  /// What would do, for the hint beside the field.
  public static final String HINT =
      "At least %d characters. Four words that do not belong together are easy to remember; best is what a password manager makes."
          .formatted(LENGTH_MIN);

  private static final int DISTINCT_MIN = 5;

  /// Shorter parts of a name occur in many words.
  private static final int WORD_LENGTH_MIN = 4;

  private final BreachList breaches;

  PasswordRules(BreachList breaches) {
    this.breaches = breaches;
  }

  /// @throws InvalidInputException that says what is wrong with the password and what would do
  public void checkOrThrow(String password, String email, String name) {
    problem(password, email, name)
        .ifPresent(problem -> {
          throw new InvalidInputException("password", problem);
        });
  }

  private Optional<String> problem(String password, String email, String name) {
    int length = password.codePointCount(0, password.length());
    if (length < LENGTH_MIN || password.length() > Passwords.LENGTH_MAX) {
      return Optional.of(
          "Choose a password of %d to %d characters, such as four words that do not belong together."
              .formatted(LENGTH_MIN, Passwords.LENGTH_MAX));
    }
    Optional<String> known = knownWord(password, email, name);
    if (known.isPresent()) {
      return Optional.of(
          "Leave “%s” out of it: a guesser tries what is known about you first. Four other words would do."
              .formatted(known.get()));
    }
    if (password.codePoints().distinct().count() < DISTINCT_MIN || isSequence(password)) {
      return Optional.of(
          "It repeats or counts up a few characters, which is quickly guessed. Four words that do not belong together would do.");
    }
    if (CommonPasswords.contain(password) || breaches.contains(password)) {
      return Optional.of(
          "This password is on a list of those that became known elsewhere, which guessers try first. Choose one that no one else uses, such as four unrelated words.");
    }
    if (CommonPasswords.containHeartOf(password)) {
      return Optional.of(
          "It is one of the commonest passwords with something around it, which guessers try too. Four words that do not belong together would do.");
    }
    return Optional.empty();
  }

  private static Optional<String> knownWord(String password, String email, String name) {
    String lower = password.toLowerCase(Locale.ROOT);
    int at = email.indexOf('@');
    Stream<String> known =
        Stream.concat(
            Stream.of(Product.NAME, email, at < 0 ? email : email.substring(0, at)),
            Stream.of(name.split("[^\\p{L}\\p{N}]+")));
    return known
        .filter(word -> word.length() >= WORD_LENGTH_MIN)
        .filter(word -> lower.contains(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /// Whether each character follows the one before by the same small step, as in `23456789`.
  private static boolean isSequence(String password) {
    int step = password.charAt(1) - password.charAt(0);
    for (int i = 2; i < password.length(); i++) {
      int next = password.charAt(i) - password.charAt(i - 1);
      boolean turnsOver = next == step - 10 * Integer.signum(step);
      if (next != step && !turnsOver) {
        return false;
      }
    }
    return Math.abs(step) == 1;
  }
}
