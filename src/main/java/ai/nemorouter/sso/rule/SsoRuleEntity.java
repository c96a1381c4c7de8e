package ai.nemorouter.sso.rule;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a rule, held while it is being changed.
@Entity
@Table(name = "sso_rules")
class SsoRuleEntity extends OfOrganization {
  @Id UUID id;

  /// The word of a kind.
  String claim;

  @Column(name = "value")
  String claimed;

  @Nullable UUID teamId;
  String role;

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  void give(String slug) {
    role = slug;
  }
}
