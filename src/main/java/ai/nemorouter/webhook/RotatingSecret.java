package ai.nemorouter.webhook;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The signing secret in the row of a webhook, encrypted, with the one before the last rotation.
/// Both sign for a day, so that the receiver can change over.
@Embeddable
public class RotatingSecret {
  private static final Duration BOTH_SIGN = Duration.ofDays(1);

  private @Nullable String secret;
  private @Nullable String previousSecret;
  private @Nullable Instant previousUntil;

  /// The first secret, or another one.
  ///
  /// @param place what the ciphertext is bound to
  /// @return the secret, which is shown once
  /// @throws InvalidInputException if this installation keeps no secrets
  public SigningSecret renew(Secrets secrets, String place, Instant now) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("secret", Secrets.REMEDY);
    }
    SigningSecret renewed = SigningSecret.random();
    previousUntil = secret == null ? null : now.plus(BOTH_SIGN);
    previousSecret = secret;
    secret = secrets.seal(renewed.text(), place);
    return renewed;
  }

  /// Until when the secret before the last rotation signs as well; null where none does.
  public @Nullable Instant previousUntil(Instant now) {
    return previousUntil != null && previousUntil.isAfter(now) ? previousUntil : null;
  }

  /// Those that sign, the newest first.
  ///
  /// @throws IllegalStateException if they cannot be read
  public List<SigningSecret> signing(Secrets secrets, String place, Instant now) {
    return Stream.of(secret, previousUntil(now) == null ? null : previousSecret)
        .flatMap(Stream::ofNullable)
        .map(sealed -> new SigningSecret(secrets.open(sealed, place)))
        .toList();
  }
}
