package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.Filter;

/// The row of a team that an invitation leads to.
@Entity
@IdClass(InvitationTeamEntity.Key.class)
@Table(name = "invitation_teams")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class InvitationTeamEntity {
  @Id UUID orgId;
  @Id UUID invitationId;
  @Id UUID teamId;
  String role;

  /// What the role let people do when the link was made.
  String[] permissions;

  /// For Hibernate alone.
  protected InvitationTeamEntity() {}

  InvitationTeamEntity(UUID orgId, UUID invitationId, UUID teamId, Role role) {
    this.orgId = orgId;
    this.invitationId = invitationId;
    this.teamId = teamId;
    this.role = role.slug();
    this.permissions = InvitationEntity.names(role);
  }

  record Key(UUID orgId, UUID invitationId, UUID teamId) {}

  UUID teamId() {
    return teamId;
  }

  String role() {
    return role;
  }

  /// For what the role lets people do now.
  void renew(Role role) {
    permissions = InvitationEntity.names(role);
  }

  Set<Permission> permissions() {
    return Permission.named(permissions);
  }
}
