package ai.nemorouter.account.registration;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// An address whose owner asked for an account and has yet to show that it is theirs.
@Entity
@Table(name = "registrations")
class RegistrationEntity {
  /// The address in lower case.
  @Id String address;

  /// The address as it was typed.
  String email;

  byte[] tokenHash;

  @Column(insertable = false, updatable = false)
  Instant requestedAt;

  Instant expiresAt;
}
