package ai.nemorouter.organization.invitation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about invitations, checked when they are compiled. They name the organization
/// themselves, because links are looked up across organizations.
public interface InvitationQueries {
  Session session();

  /// Ends the open invitations of that address whose time is over, so that it can get another one.
  @HQL(
      """
      update InvitationEntity i set i.revokedAt = instant
      where i.orgId = :orgId and lower(i.email) = lower(:email) and i.expiresAt <= instant
        and i.acceptedAt is null and i.revokedAt is null
      """)
  int revokeExpired(UUID orgId, String email);

  @HQL(
      """
      select count(i) from InvitationEntity i
      where i.orgId = :orgId and lower(i.email) = lower(:email)
        and i.acceptedAt is null and i.revokedAt is null
      """)
  long open(UUID orgId, String email);

  /// How many that can be accepted give the role, in the organization or in a team.
  @HQL(
      """
      select count(i) from InvitationEntity i
      where i.orgId = :orgId and i.acceptedAt is null and i.revokedAt is null and i.expiresAt > instant
        and (i.role = :role or exists (select 1 from InvitationTeamEntity t
          where t.orgId = i.orgId and t.invitationId = i.id and t.role = :role))
      """)
  long promising(UUID orgId, String role);

  @HQL(
      """
      select count(i) from InvitationEntity i
      where i.orgId = :orgId and i.sentAt > instant - 1 hour
      """)
  long sentWithinAnHour(UUID orgId);

  /// Notes that the link went to the invited address and nowhere else, if it is still the one that
  /// counts.
  @HQL(
      """
      update InvitationEntity i set i.mailed = true
      where i.orgId = :orgId and i.id = :id and i.tokenHash = :hash
      """)
  int markMailed(UUID orgId, UUID id, byte[] hash);

  /// An invitation by its link.
  ///
  /// @param slug the organization's
  /// @param organization its name
  /// @param mailed whether the link went to the invited address and nowhere else
  record Found(UUID orgId, UUID id, String slug, String organization, boolean mailed) {}

  /// Of any organization and in any state.
  @HQL(
      """
      select i.orgId, i.id, o.slug, o.name, i.mailed
      from InvitationEntity i join OrganizationEntity o on o.id = i.orgId
      where i.tokenHash = :hash
      """)
  Optional<Found> find(byte[] hash);

  /// A team that an invitation leads to.
  record InTeam(UUID invitationId, UUID teamId, String teamName, String role) {}

  /// Those in use, by name.
  @HQL(
      """
      select i.invitationId, t.id, t.name, i.role
      from InvitationTeamEntity i join TeamEntity t on t.orgId = i.orgId and t.id = i.teamId
      where i.orgId = :orgId and i.invitationId in :ids and t.archivedAt is null
      order by lower(t.name), t.id
      """)
  List<InTeam> teams(UUID orgId, List<UUID> ids);

  @HQL("from InvitationTeamEntity i where i.orgId = :orgId and i.invitationId = :id")
  List<InvitationTeamEntity> teamRows(UUID orgId, UUID id);
}
