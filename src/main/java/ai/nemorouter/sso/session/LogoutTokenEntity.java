package ai.nemorouter.sso.session;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/// A logout token that came, so that none counts twice.
@Entity
@IdClass(LogoutTokenEntity.Key.class)
@Table(name = "sso_logout_tokens")
class LogoutTokenEntity {
  @Id String issuer;
  @Id String jti;
  Instant expiresAt;

  record Key(String issuer, String jti) {}
}
