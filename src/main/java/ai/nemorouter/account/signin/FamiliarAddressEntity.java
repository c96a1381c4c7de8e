package ai.nemorouter.account.signin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// From where a person signed in, as a hash.
@Entity
@IdClass(FamiliarAddressEntity.Key.class)
@Table(name = "familiar_addresses")
class FamiliarAddressEntity {
  @Id UUID userId;
  @Id byte[] addressHash;

  @Column(insertable = false)
  Instant lastAt;

  /// Hibernate compares the hashes byte by byte.
  @SuppressWarnings("ArrayRecordComponent")
  record Key(UUID userId, byte[] addressHash) {}
}
