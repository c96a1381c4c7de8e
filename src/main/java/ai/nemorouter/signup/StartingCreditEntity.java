package ai.nemorouter.signup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/// That a person had their starting credit. Written once.
@Entity
@Immutable
@Table(name = "starting_credits")
class StartingCreditEntity {
  /// The hash of their mailbox.
  @Id String person;

  /// In nano-US-dollars.
  long amount;

  @Column(insertable = false, updatable = false)
  Instant grantedAt;
}
