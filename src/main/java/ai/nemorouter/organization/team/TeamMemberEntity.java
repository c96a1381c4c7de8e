package ai.nemorouter.organization.team;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;

/// The row of a member in one team of the organization.
@Entity
@IdClass(TeamMemberEntity.Key.class)
@Table(name = "team_members")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class TeamMemberEntity {
  @Id UUID orgId;
  @Id UUID teamId;
  @Id UUID userId;
  String role;
  String source;

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  record Key(UUID orgId, UUID teamId, UUID userId) {}
}
