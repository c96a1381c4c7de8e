package ai.nemorouter.sso.session;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session has from the provider. Tokens are encrypted and bound to their row.
@Entity
@Table(name = "sso_sessions")
class SsoSessionEntity {
  @Id UUID sessionId;
  String issuer;
  String subject;

  /// What the provider calls the session.
  @Nullable String sid;

  @Nullable String refreshToken;
  String idToken;
  Instant refreshDueAt;

  /// Until then one node asks the provider, and others leave it.
  @Column(insertable = false)
  Instant askedUntil;
}
