package ai.nemorouter.organization.member;

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

/// The row of a person in an organization.
@Entity
@IdClass(MemberEntity.Key.class)
@Table(name = "members")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class MemberEntity {
  @Id UUID orgId;
  @Id UUID userId;
  String role;
  String source;

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  @Nullable Instant suspendedAt;

  record Key(UUID orgId, UUID userId) {}
}
