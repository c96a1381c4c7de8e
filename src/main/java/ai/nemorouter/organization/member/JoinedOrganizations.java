package ai.nemorouter.organization.member;

import ai.nemorouter.access.MemberOrganizations;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// The organizations that people are members of, whether or not they are suspended there.
@ApplicationScoped
class JoinedOrganizations implements MemberOrganizations {
  private final Session session;
  private final MemberQueries queries;

  JoinedOrganizations(Session session, MemberQueries queries) {
    this.session = session;
    this.queries = queries;
  }

  /// An organization as a person's list of them shows it.
  record Named(UUID userId, String name) {}

  @Override
  public List<UUID> of(UUID userId) {
    return queries.of(userId).stream().map(MemberQueries.Membership::orgId).toList();
  }

  @Override
  public Map<UUID, List<String>> namesOf(Collection<UUID> userIds) {
    return session
        .createNativeQuery(
            """
            select m.user_id, o.name from members m join organizations o on o.id = m.org_id
            where m.user_id in (:people) order by lower(o.name), o.id
            """,
            Named.class)
        .setParameterList("people", userIds)
        .getResultList()
        .stream()
        .collect(
            Collectors.groupingBy(
                Named::userId, Collectors.mapping(Named::name, Collectors.toList())));
  }
}
