package ai.nemorouter.account.secondfactor;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A recovery code, as a hash.
@Entity
@IdClass(RecoveryCodeEntity.Key.class)
@Table(name = "recovery_codes")
class RecoveryCodeEntity {
  @Id UUID userId;
  @Id byte[] codeHash;
  @Nullable Instant usedAt;

  /// Hibernate compares the hashes byte by byte.
  @SuppressWarnings("ArrayRecordComponent")
  record Key(UUID userId, byte[] codeHash) {}
}
