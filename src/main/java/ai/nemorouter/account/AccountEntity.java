package ai.nemorouter.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of an account, held while it is being changed.
@Entity
@DynamicUpdate
@Table(name = "users")
public class AccountEntity {
  @Id private UUID id;
  private String email;
  private String name;
  private @Nullable String passwordHash;
  private boolean operator;
  private @Nullable Instant suspendedAt;
  private @Nullable Instant emailVerifiedAt;

  /// Asked for by queries alone.
  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant lastSignInAt;

  @Column(insertable = false, updatable = false)
  private Instant createdAt;

  public Account shown() {
    return new Account(id, email, name, passwordHash, operator, suspendedAt, emailVerifiedAt);
  }

  void rename(String name) {
    this.name = name;
  }

  void setPassword(String hash) {
    passwordHash = hash;
  }

  /// Notes that its owner showed that the address is theirs.
  void verify(Instant at) {
    emailVerifiedAt = Objects.requireNonNullElse(emailVerifiedAt, at);
  }

  /// Gives it another address, which is known to be its owner's.
  void move(String address, Instant at) {
    email = address;
    emailVerifiedAt = at;
  }

  /// Takes address and password from it.
  void giveUpAddress() {
    email = id + "@former-address.invalid";
    passwordHash = null;
  }

  /// Makes it an operator's account, because the installation's settings name its owner.
  void promote(Instant at) {
    if (!operator) {
      operator = true;
      verify(at);
    }
  }

  void setOperator(boolean operator) {
    this.operator = operator;
  }

  void suspend(Instant at) {
    suspendedAt = Objects.requireNonNullElse(suspendedAt, at);
  }

  void unsuspend() {
    suspendedAt = null;
  }

  public void signIn(Instant at) {
    lastSignInAt = at;
  }
}
