package ai.nemorouter.account.token;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;

/// Something that a browser or a letter holds and that leads to an account for a while. It is known
/// here by its hash.
@MappedSuperclass
public abstract class TokenEntity {
  @Id byte[] tokenHash;
  UUID userId;
  Instant expiresAt;
}
