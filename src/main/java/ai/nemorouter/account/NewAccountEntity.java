package ai.nemorouter.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// What is known of an account when its owner makes it.
@Entity
@Immutable
@Table(name = "users")
class NewAccountEntity {
  @Id UUID id;
  String email;
  String name;
  @Nullable String passwordHash;
  @Nullable Instant emailVerifiedAt;
}
