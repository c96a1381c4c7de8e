package ai.nemorouter.organization.team;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of the people of teams.
@ApplicationScoped
public class TeamMemberRows
    implements PanacheRepositoryBase<TeamMemberEntity, TeamMemberEntity.Key> {
  private static final String SHOWN =
      """
      select t.userId, p.name, p.email, t.role,
        coalesce((select r.name from RoleEntity r where r.orgId = t.orgId and r.slug = t.role),
          function(initcap as String, t.role)) as roleName,
        t.source, t.createdAt, m.suspendedAt
      from TeamMemberEntity t
      join MemberEntity m on m.orgId = t.orgId and m.userId = t.userId
      join PersonEntity p on p.id = t.userId
      where t.orgId = :orgId and t.teamId = :teamId
      """;

  private static final String CANDIDATES =
      """
      select m.userId, p.name, p.email from MemberEntity m join PersonEntity p on p.id = m.userId
      where m.orgId = :orgId and m.suspendedAt is null
      """;

  /// By name.
  PageOf<TeamMember> page(UUID orgId, UUID teamId, ListQuery query) {
    return PageOf.of(
        find(
                SHOWN
                    + """
                    and locate(lower(:search), lower(p.name || ' ' || p.email)) > 0
                    order by lower(p.name), p.id
                    """,
                within(orgId, teamId).and("search", query.search()))
            .project(TeamMember.class),
        query.page());
  }

  TeamMember getOrThrow(UUID orgId, UUID teamId, UUID userId) {
    return find(SHOWN + " and t.userId = :userId", within(orgId, teamId).and("userId", userId))
        .project(TeamMember.class)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("member of this team"));
  }

  /// Members who can act and do not belong to the team, by name.
  List<TeamMembers.Candidate> candidates(UUID orgId, UUID teamId, int max) {
    return getSession()
        .createSelectionQuery(
            CANDIDATES
                + """
                and not exists (select 1 from TeamMemberEntity t
                  where t.orgId = m.orgId and t.teamId = :teamId and t.userId = m.userId)
                order by lower(p.name), p.id
                """,
            TeamMembers.Candidate.class)
        .setParameter("orgId", orgId)
        .setParameter("teamId", teamId)
        .setMaxResults(max)
        .getResultList();
  }

  /// A member who can act.
  ///
  /// @param reference an id, or an e-mail address in any case
  Optional<TeamMembers.Candidate> candidate(UUID orgId, String reference) {
    return getSession()
        .createSelectionQuery(
            CANDIDATES
                + """
                and (lower(p.email) = lower(:reference) or cast(p.id as String) = lower(:reference))
                """,
            TeamMembers.Candidate.class)
        .setParameter("orgId", orgId)
        .setParameter("reference", reference)
        .getResultStream()
        .findFirst();
  }

  private static Parameters within(UUID orgId, UUID teamId) {
    return Parameters.with("orgId", orgId).and("teamId", teamId);
  }
}
