package ai.nemorouter.organization.role;

import ai.nemorouter.access.Role;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The rows of roles that organizations defined, and who holds roles of any kind.
@ApplicationScoped
public class RoleRows implements PanacheRepositoryBase<RoleEntity, RoleEntity.Key> {
  private static final int NAMES_SHOWN = 10;

  /// Of each role how many people hold it and the first few of them by name. A role in teams counts
  /// a person once, in however many teams they hold it.
  private static final String HOLDERS =
      """
      select level, role, name, people from (
        select h.level, h.role, u.name,
          row_number() over (partition by h.level, h.role order by lower(u.name), u.id) as place,
          count(*) over (partition by h.level, h.role) as people
        from (select 'organization' as level, role, user_id from members where org_id = :orgId
              union
              select 'team', role, user_id from team_members where org_id = :orgId) h
        join users u on u.id = h.user_id
        where :slug = '' or h.role = :slug) shown
      where place <= :shown
      order by level, role, place
      """;

  private final RoleQueries queries;

  RoleRows(RoleQueries queries) {
    this.queries = queries;
  }

  /// By name.
  List<Role> own(UUID orgId) {
    return queries.own(orgId).stream().map(RoleQueries.Stored::role).toList();
  }

  Optional<Role> own(UUID orgId, String slug) {
    return own(orgId).stream().filter(role -> role.slug().equals(slug)).findFirst();
  }

  Role ownOrThrow(UUID orgId, String slug) {
    return own(orgId, slug).orElseThrow(RoleRows::none);
  }

  /// The row, to be changed after `lockAll`.
  RoleEntity getOrThrow(UUID orgId, String slug) {
    return findByIdOptional(new RoleEntity.Key(orgId, slug)).orElseThrow(RoleRows::none);
  }

  void remove(UUID orgId, String slug) {
    queries.delete(orgId, slug);
  }

  /// Keeps roles from being changed, and from being given to people, until the transaction ends.
  /// The organization's own lock stands for those that are not there yet.
  void lockAll(UUID orgId) {
    getSession()
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))", Integer.class)
        .setParameter("name", "roles " + orgId)
        .getSingleResult();
    getSession()
        .createNativeQuery(
            "select slug from roles where org_id = :orgId order by slug for update", String.class)
        .setParameter("orgId", orgId)
        .getResultList();
  }

  /// Keeps the role from being deleted until the transaction ends.
  void keep(UUID orgId, String slug) {
    getSession()
        .createNativeQuery(
            "select 1 from roles where org_id = :orgId and slug = :slug for key share",
            Integer.class)
        .setParameter("orgId", orgId)
        .setParameter("slug", slug)
        .getResultList();
  }

  HeldRole held(UUID orgId, Role role) {
    return held(orgId, List.of(role), role.slug()).getFirst();
  }

  /// The roles, in the same order, with who holds them.
  List<HeldRole> held(UUID orgId, List<Role> roles) {
    return held(orgId, roles, "");
  }

  /// One holder of a role, and the number of holders.
  record Holder(String level, String role, String name, long people) {}

  private List<HeldRole> held(UUID orgId, List<Role> roles, String slug) {
    Map<String, List<Holder>> holders = new HashMap<>();
    getSession()
        .createNativeQuery(HOLDERS, Holder.class)
        .setParameter("orgId", orgId)
        .setParameter("slug", slug)
        .setParameter("shown", NAMES_SHOWN)
        .getResultList()
        .forEach(holder ->
            holders
                .computeIfAbsent(holder.level() + " " + holder.role(), key -> new ArrayList<>())
                .add(holder));
    return roles.stream()
        .map(role ->
            held(
                role,
                holders.getOrDefault(
                    RoleEntity.column(role.level()) + " " + role.slug(), List.of())))
        .toList();
  }

  private static HeldRole held(Role role, List<Holder> holders) {
    return new HeldRole(
        role,
        holders.isEmpty() ? 0 : Math.toIntExact(holders.getFirst().people()),
        holders.stream().map(Holder::name).toList());
  }

  private static NotFoundException none() {
    return new NotFoundException("role");
  }
}
