package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// An invitation's row while it is being changed.
@Entity
@DynamicUpdate
@Table(name = "invitations")
class InvitationEntity extends OfOrganization {
  @Id UUID id;

  @Column(updatable = false)
  String email;

  @Column(updatable = false)
  String role;

  /// What the role let people do when the link was made.
  String[] permissions;

  byte[] tokenHash;
  boolean mailed;
  String inviterKind;
  @Nullable UUID inviterId;
  String inviterName;
  int sends;

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  Instant sentAt;
  Instant expiresAt;
  @Nullable Instant acceptedAt;
  @Nullable UUID acceptedBy;
  @Nullable Instant revokedAt;

  /// For Hibernate alone.
  protected InvitationEntity() {}

  /// What `send` sets comes with the first sending, before it is stored.
  @SuppressWarnings("NullAway.Init")
  InvitationEntity(UUID orgId, UUID id, String email, Role role) {
    super(orgId);
    this.id = id;
    this.email = email;
    this.role = role.slug();
  }

  /// Gives it a new link, for what the role lets people do now. The link before leads nowhere.
  void send(Role role, InvitationToken token, Inviter inviter, Instant at, Duration expiry) {
    permissions = names(role);
    tokenHash = token.hash();
    mailed = false;
    inviterKind = inviter.kind();
    inviterId = inviter.id();
    inviterName = inviter.name();
    sends++;
    sentAt = at;
    expiresAt = at.plus(expiry);
  }

  int sends() {
    return sends;
  }

  void revoke(Instant at) {
    revokedAt = at;
  }

  void accept(UUID userId, Instant at) {
    acceptedAt = at;
    acceptedBy = userId;
  }

  Set<Permission> permissions() {
    return Permission.named(permissions);
  }

  Inviter inviter() {
    return new Inviter(inviterKind, inviterId, inviterName);
  }

  static String[] names(Role role) {
    return role.permissions().stream().map(Permission::name).sorted().toArray(String[]::new);
  }
}
