package ai.nemorouter.account.session;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.token.SecretTokens;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// One sign-in of one person. The browser holds a token, of which the hash is here.
@Entity
@Table(name = "sessions")
class SessionEntity {
  @Id UUID id;
  byte[] tokenHash;
  UUID userId;
  String method;
  boolean secondFactor;
  String address;
  String agent;

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  @Column(insertable = false)
  Instant lastSeenAt;

  Instant expiresAt;

  /// For Hibernate alone.
  protected SessionEntity() {}

  /// The database says when it began.
  @SuppressWarnings("NullAway.Init")
  SessionEntity(
      Sessions.Started started,
      UUID userId,
      Sessions.Method method,
      Origin origin,
      Instant expiresAt) {
    this.id = started.id();
    this.tokenHash = SecretTokens.hash(started.token());
    this.userId = userId;
    this.method = method == Sessions.Method.SSO ? "sso" : "password";
    this.secondFactor = method == Sessions.Method.PASSWORD_AND_CODE;
    this.address = origin.address();
    this.agent = origin.agent();
    this.expiresAt = expiresAt;
  }
}
