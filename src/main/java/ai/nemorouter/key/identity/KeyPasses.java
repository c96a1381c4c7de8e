package ai.nemorouter.key.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets the console send a request with a key whose secret is no longer known. A pass replaces the
/// secret in one request that this node sends to itself; from there on the request is treated like
/// any other of that key. The caller must have checked that the person may use the key.
@ApplicationScoped
public class KeyPasses {
  private static final String BEARER = "Bearer ";
  private static final String PREFIX = "pass-";
  private static final int BYTES = 32;
  private static final int OPEN_MAX = 10_000;

  /// Longer than a request may take, because the calls of a guardrail's judge come with it too.
  private static final Duration LASTS = Duration.ofMinutes(30);

  private final SecureRandom random = new SecureRandom();
  private final Cache<ByteBuffer, Pass> open =
      Caffeine.newBuilder().maximumSize(OPEN_MAX).expireAfterWrite(LASTS).build();

  /// What a pass is for.
  ///
  /// @param requestId the identifier that the request gets: a second one with the same pass would
  ///   be the same request, which is held and charged once
  /// @param address where the person is, for keys that may be used from some addresses only
  public record Pass(UUID requestId, UUID orgId, UUID keyId, String address) {}

  /// @return the value of the header `authorization` for that request
  public String issue(Pass pass) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String word = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    open.put(hashed(word), pass);
    return BEARER + word;
  }

  /// @param authorization the header of a request; null for none
  public Optional<Pass> find(@Nullable String authorization) {
    return authorization == null || !authorization.startsWith(BEARER + PREFIX)
        ? Optional.empty()
        : Optional.ofNullable(open.getIfPresent(hashed(authorization.substring(BEARER.length()))));
  }

  private static ByteBuffer hashed(String word) {
    return ByteBuffer.wrap(KeySecret.sha256(word));
  }
}
