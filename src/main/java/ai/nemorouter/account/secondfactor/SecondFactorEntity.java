package ai.nemorouter.account.secondfactor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person's authenticator.
@Entity
@Table(name = "second_factors")
class SecondFactorEntity {
  @Id UUID userId;

  /// Encrypted.
  String secret;

  /// The step of the last code that was accepted: no code of a step up to it counts.
  @Column(insertable = false)
  long lastStep;

  @Column(insertable = false)
  Instant createdAt;

  @Nullable Instant confirmedAt;
}
