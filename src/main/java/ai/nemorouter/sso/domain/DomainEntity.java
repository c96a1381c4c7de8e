package ai.nemorouter.sso.domain;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.jspecify.annotations.Nullable;

/// The row of an e-mail domain that an organization says is its own.
@Entity
@IdClass(DomainEntity.Key.class)
@Table(name = "sso_domains")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class DomainEntity {
  @Id UUID orgId;
  @Id String domain;

  @Column(insertable = false, updatable = false)
  Instant requestedAt;

  String requestedBy;
  @Nullable Instant approvedAt;
  @Nullable String approvedBy;

  record Key(UUID orgId, String domain) {}

  boolean isOf(UUID organization) {
    return orgId.equals(organization);
  }

  boolean isApproved() {
    return approvedAt != null;
  }

  void approve(String operator, Instant at) {
    approvedAt = at;
    approvedBy = operator;
  }
}
