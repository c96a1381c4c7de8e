package ai.nemorouter.organization.member;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;

/// Who can own keys in a team: members who can act, and who belong to it or by their role have keys
/// in all teams. All of it is part of a transaction that has authorized what it does.
@ApplicationScoped
public class KeyHolders {
  private static final int SHOWN_MAX = 500;

  private static final String HOLDER =
      """
      select p.id, p.name, p.email from MemberEntity m join PersonEntity p on p.id = m.userId
      where m.orgId = :orgId and m.suspendedAt is null and (m.role in :wideRoles or
      """;
  private static final String IN_ONE =
      """
      exists (select 1 from TeamMemberEntity t where t.orgId = m.orgId and t.userId = m.userId
        and (:everywhere = true or t.teamId in :teams)))
      """;
  private static final String IN_ALL =
      """
      (select count(t.teamId) from TeamMemberEntity t
        where t.orgId = m.orgId and t.userId = m.userId and t.teamId in :teams) = :number)
      """;

  private static final String LOCKED =
      """
      select m.user_id from members m
      where m.org_id = :orgId and m.user_id = :userId and m.suspended_at is null
        and (m.role in (:wideRoles) or (select count(*) from team_members t
          where t.org_id = m.org_id and t.user_id = m.user_id and t.team_id in (:teams)) = :number)
      for key share of m
      """;

  private final Session session;
  private final Roles roles;
  private final MemberQueries queries;

  KeyHolders(Session session, Roles roles, MemberQueries queries) {
    this.session = session;
    this.roles = roles;
    this.queries = queries;
  }

  /// A member who can own keys.
  public record KeyHolder(UUID id, String name, String email) {}

  /// By name, for a form to choose from: who can own keys in one team at least of those reached.
  public List<KeyHolder> inOne(UUID orgId, Reach reach) {
    return listed(IN_ONE, orgId, reach.teams())
        .setParameter("everywhere", reach.everywhere())
        .getResultList();
  }

  /// By name, for a form to choose from: who can own keys in all of the teams.
  List<KeyHolder> inAll(UUID orgId, Collection<UUID> teams) {
    Set<UUID> distinct = Set.copyOf(teams);
    return listed(IN_ALL, orgId, distinct)
        .setParameter("number", (long) distinct.size())
        .getResultList();
  }

  /// Whether the member can own keys in all of the teams. If so, keeps them from going until the
  /// transaction ends.
  public boolean lock(UUID orgId, Collection<UUID> teams, UUID userId) {
    Set<UUID> distinct = Set.copyOf(teams);
    return !session
        .createNativeQuery(LOCKED, UUID.class)
        .setParameter("orgId", orgId)
        .setParameter("userId", userId)
        .setParameterList("wideRoles", wideRoles(orgId))
        .setParameterList("teams", distinct)
        .setParameter("number", distinct.size())
        .getResultList()
        .isEmpty();
  }

  /// The member that a program names, whether or not they can act.
  ///
  /// @param reference an e-mail address in any case, or an id
  public Optional<UUID> find(UUID orgId, String reference) {
    return queries.named(orgId, reference).stream().findFirst();
  }

  /// Whether the person is a member who can act.
  public boolean isActive(UUID orgId, UUID userId) {
    return !queries.activeRole(orgId, userId).isEmpty();
  }

  private SelectionQuery<KeyHolder> listed(String which, UUID orgId, Collection<UUID> teams) {
    return session
        .createSelectionQuery(HOLDER + which + " order by lower(p.name), p.id", KeyHolder.class)
        .setParameter("orgId", orgId)
        .setParameterList("wideRoles", wideRoles(orgId))
        .setParameterList("teams", teams)
        .setMaxResults(SHOWN_MAX);
  }

  private List<String> wideRoles(UUID orgId) {
    return roles.choices(orgId, Role.Level.ORGANIZATION).stream()
        .filter(role -> role.allows(Permission.CHANGE_OWN_KEYS))
        .map(Role::slug)
        .toList();
  }
}
