package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Who is signed in, kept on the server: the browser holds 256 random bits, the database their
/// SHA-256, so that nobody can sign in with what stands in the database.
@ApplicationScoped
public class Sessions {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOKEN_BYTES = 32;

  private final Database database;
  private final SessionConfig config;

  Sessions(Database database, SessionConfig config) {
    this.database = database;
    this.config = config;
  }

  /// How somebody showed who they are.
  public enum Method {
    PASSWORD,
    SSO
  }

  /// @return the token for the browser, which is stored nowhere else
  public String start(UUID userId, Method method, Origin origin) {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  """
                  delete from sessions
                  where user_id = :userId
                    and (expires_at < now() or last_seen_at < now() - :idleSeconds * interval '1 second')
                  """)
              .bind("userId", userId)
              .bind("idleSeconds", config.idle().toSeconds())
              .execute();
          handle
              .createUpdate(
                  """
                  insert into sessions (token_hash, user_id, method, address, agent, expires_at)
                  values (:tokenHash, :userId, :method, :address, :agent,
                    now() + :absoluteSeconds * interval '1 second')
                  """)
              .bind("tokenHash", hash(token))
              .bind("userId", userId)
              .bind("method", method.name().toLowerCase(Locale.ROOT))
              .bind("address", origin.address())
              .bind("agent", origin.agent())
              .bind("absoluteSeconds", config.absolute().toSeconds())
              .execute();
        });
    return token;
  }

  /// The person behind a token, unless the session ended, was idle for too long or is too old.
  Optional<SignedIn> find(String token) {
    Optional<SignedIn> found =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        """
                        select s.id as session_id, u.id as user_id, u.email, u.name, u.operator
                        from sessions s join users u on u.id = s.user_id
                        where s.token_hash = :tokenHash and s.expires_at > now()
                          and s.last_seen_at > now() - :idleSeconds * interval '1 second'
                        """)
                    .bind("tokenHash", hash(token))
                    .bind("idleSeconds", config.idle().toSeconds())
                    .map(ConstructorMapper.of(SignedIn.class))
                    .findOne());
    if (found.isPresent()) {
      touch(token);
    }
    return found;
  }

  void end(String token) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate("delete from sessions where token_hash = :tokenHash")
                .bind("tokenHash", hash(token))
                .execute());
  }

  /// Notes that the session is in use, at most once a minute, so that reading pages stays cheap.
  private void touch(String token) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    update sessions set last_seen_at = now()
                    where token_hash = :tokenHash and last_seen_at < now() - interval '1 minute'
                    """)
                .bind("tokenHash", hash(token))
                .execute());
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
