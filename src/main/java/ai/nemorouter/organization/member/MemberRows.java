package ai.nemorouter.organization.member;

import ai.nemorouter.access.Role;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of members.
@ApplicationScoped
public class MemberRows implements PanacheRepositoryBase<MemberEntity, MemberEntity.Key> {
  private static final String SHOWN =
      """
      select m.userId, p.name, p.email, m.role, m.source, m.createdAt, m.suspendedAt
      from MemberEntity m join PersonEntity p on p.id = m.userId
      where m.orgId = :orgId
      """;

  private static final String BY_NAME = " order by lower(p.name), p.id";

  private final MemberQueries queries;

  MemberRows(MemberQueries queries) {
    this.queries = queries;
  }

  /// Waits until no other transaction changes who belongs to the organization and as what; the turn
  /// ends with the transaction. So a transaction that sees another owner in its turn can rely on
  /// it.
  public void lockForCreation(UUID orgId) {
    getSession()
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))", Integer.class)
        .setParameter("name", "nemorouter.members " + orgId)
        .getSingleResult();
  }

  public Optional<Member> find(UUID orgId, UUID userId) {
    return find(SHOWN + " and m.userId = :userId", of(orgId).and("userId", userId))
        .project(Member.class)
        .firstResultOptional();
  }

  public Member getOrThrow(UUID orgId, UUID userId) {
    return find(orgId, userId).orElseThrow(() -> new NotFoundException("member"));
  }

  /// By name.
  PageOf<Member> page(UUID orgId, ListQuery query) {
    return PageOf.of(
        find(
                SHOWN
                    + " and locate(lower(:search), lower(p.name || ' ' || p.email)) > 0"
                    + BY_NAME,
                of(orgId).and("search", query.search()))
            .project(Member.class),
        query.page());
  }

  /// By name.
  List<Member> all(UUID orgId, int max) {
    return find(SHOWN + BY_NAME, of(orgId)).project(Member.class).page(0, max).list();
  }

  /// The member, kept from changing and from getting keys until the transaction ends.
  public Member lockOrThrow(UUID orgId, UUID userId) {
    lockForCreation(orgId);
    lock("user_id = :userId", orgId, userId);
    return getOrThrow(orgId, userId);
  }

  /// All owners and that member, in the order in which every transaction locks them.
  List<Member> lockOwnersAnd(UUID orgId, UUID userId) {
    lock("(role = 'owner' or user_id = :userId)", orgId, userId);
    return find(
            SHOWN + " and (m.role = 'owner' or m.userId = :userId)" + BY_NAME,
            of(orgId).and("userId", userId))
        .project(Member.class)
        .list();
  }

  /// Stronger than what Hibernate locks for writing: a key that is being given to the member waits
  /// as well.
  private void lock(String which, UUID orgId, UUID userId) {
    getSession()
        .createNativeQuery(
            "select 1 from members where org_id = :orgId and "
                + which
                + " order by user_id for update",
            Integer.class)
        .setParameter("orgId", orgId)
        .setParameter("userId", userId)
        .getResultList();
  }

  /// Whether another member owns the organization and can act. To be asked in one's turn.
  boolean hasOtherOwner(UUID orgId, UUID userId) {
    return queries.othersActive(orgId, userId, Role.OWNER.slug()) > 0;
  }

  private static Parameters of(UUID orgId) {
    return Parameters.with("orgId", orgId);
  }
}
