package ai.nemorouter.sso;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// The row of a person at a provider, held while it is being changed.
@Entity
@DynamicUpdate
@IdClass(IdentityEntity.Key.class)
@Table(name = "identities")
class IdentityEntity {
  @Id private String issuer;
  @Id private String subject;
  private UUID userId;

  /// Whether it was this identity that made the account an operator's.
  private boolean operator;

  @Column(insertable = false)
  private Instant lastSignInAt;

  /// The kinds of claims that the provider does not make clear, as words in order.
  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> unclearClaims;

  record Key(String issuer, String subject) {}

  UUID userId() {
    return userId;
  }

  boolean isOperator() {
    return operator;
  }

  void setOperator(boolean operator) {
    this.operator = operator;
  }

  void signIn(Instant at) {
    lastSignInAt = at;
  }

  /// @return whether that is new
  boolean noteUnclear(List<String> kinds) {
    boolean changed = !unclearClaims.equals(kinds);
    if (changed) {
      unclearClaims = List.copyOf(kinds);
    }
    return changed;
  }
}
