package ai.nemorouter.sso;

import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Sign-ins under way, on any node: each belongs to the browser that began it and counts once.
@ApplicationScoped
class Attempts {
  static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 32;

  private final Database database;

  Attempts(Database database) {
    this.database = database;
  }

  /// @param next where the person was going
  /// @param linkSessionId the session whose person asked to be linked; null for signing in
  /// @param takeover whether the person said that they want their address for a new account, if one
  ///   has it unverified
  public record Attempt(
      String nonce, String verifier, String next, @Nullable UUID linkSessionId, boolean takeover) {}

  /// What a sign-in is for; the names are those of `Attempt`.
  record Wish(String next, @Nullable UUID linkSessionId, boolean takeover) {}

  /// @return what the browser must bring back beside the state
  String begin(IdentityProvider.Challenge challenge, Wish wish) {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    String browser = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute("delete from sso_attempts where expires_at < now()");
          handle
              .createUpdate(
                  """
                  insert into sso_attempts (state_hash, browser_hash, nonce, verifier, next, link_session_id, takeover,
                    expires_at)
                  values (:state, :browser, :nonce, :verifier, :next, :linkSessionId, :takeover,
                    now() + :seconds * interval '1 second')
                  """)
              .bind("state", hash(challenge.state()))
              .bind("browser", hash(browser))
              .bind("nonce", challenge.nonce())
              .bind("verifier", challenge.verifier())
              .bind("next", wish.next())
              .bind("linkSessionId", wish.linkSessionId())
              .bind("takeover", wish.takeover())
              .bind("seconds", PATIENCE.toSeconds())
              .execute();
        });
    return browser;
  }

  /// The attempt of that state, if this browser began it and it was not taken before.
  Optional<Attempt> take(String state, String browser) {
    return database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    delete from sso_attempts
                    where state_hash = :state and browser_hash = :browser and expires_at > now()
                    returning nonce, verifier, next, link_session_id, takeover
                    """)
                .bind("state", hash(state))
                .bind("browser", hash(browser))
                .map(ConstructorMapper.of(Attempt.class))
                .findOne());
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
