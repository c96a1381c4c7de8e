package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person's account, as signing in sees it.
///
/// @param passwordHash null for people who sign in elsewhere
/// @param suspendedAt null for those who may sign in
/// @param emailVerifiedAt when its owner showed that the address is theirs; null for not yet
public record Account(
    UUID id,
    String email,
    String name,
    @Nullable String passwordHash,
    boolean operator,
    @Nullable Instant suspendedAt,
    @Nullable Instant emailVerifiedAt) {

  /// Whether the address is known to be the owner's. Operators are named by the installation.
  public boolean isVerified() {
    return operator || emailVerifiedAt != null;
  }

  /// The owner of the account, as the audit log knows them.
  public AuditLog.Personal personal(Origin origin) {
    return new AuditLog.Personal(id, name, operator, origin);
  }

  /// How the audit log names it.
  public String target() {
    return "user " + id;
  }

  /// Without the hash, which belongs into no log.
  @Override
  public String toString() {
    return "account " + id;
  }
}
