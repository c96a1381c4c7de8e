package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows of invitations: records for who reads, and entities, locked, for who changes.
@ApplicationScoped
class InvitationRows implements PanacheRepositoryBase<InvitationEntity, UUID> {
  private static final String STATE =
      """
      case when i.acceptedAt is not null then 'ACCEPTED' when i.revokedAt is not null then 'REVOKED'
        when i.expiresAt <= instant then 'EXPIRED' else 'OPEN' end
      """;

  private static final String SHOWN =
      """
      select i.id, i.email, i.role, i.inviterName, i.createdAt, i.sentAt, i.expiresAt,
        coalesce(i.acceptedAt, i.revokedAt) as endedAt, %s as state
      from InvitationEntity i where i.orgId = :orgId
      """
          .formatted(STATE);

  private final InvitationQueries queries;
  private final Roles roles;

  InvitationRows(InvitationQueries queries, Roles roles) {
    this.queries = queries;
    this.roles = roles;
  }

  /// An invitation without the names of what it leads to.
  record Row(
      UUID id,
      String email,
      String role,
      String inviter,
      Instant createdAt,
      Instant sentAt,
      Instant expiresAt,
      @Nullable Instant endedAt,
      String state) {}

  PageOf<Invitation> page(UUID orgId, ListQuery query) {
    PageOf<Row> page =
        PageOf.of(
            shown(
                " and locate(lower(:search), lower(i.email)) > 0 and (:state = '' or :state = "
                    + STATE
                    + ")"
                    + query.directed(order(query.order(Invitations.Sort.class))),
                Parameters.with("orgId", orgId)
                    .and("search", query.search())
                    .and("state", query.show().toUpperCase(Locale.ROOT))),
            query.page());
    return page.with(complete(orgId, page.items()));
  }

  private static String order(Invitations.Sort sort) {
    return switch (sort) {
      case NEWEST -> " order by i.id desc";
      case EMAIL -> " order by lower(i.email), i.id desc";
      case EXPIRY -> " order by i.expiresAt, i.id";
    };
  }

  Invitation getOrThrow(UUID orgId, UUID id) {
    List<Row> found =
        shown(" and i.id = :id", Parameters.with("orgId", orgId).and("id", id)).list();
    return complete(orgId, found).stream().findFirst().orElseThrow(InvitationRows::none);
  }

  private PanacheQuery<Row> shown(String which, Parameters parameters) {
    return find(SHOWN + which, parameters).project(Row.class);
  }

  /// The invitation, kept from changing until the transaction ends.
  InvitationEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(InvitationRows::none);
  }

  /// With the names of roles and teams, which are looked up for all of them at once.
  private List<Invitation> complete(UUID orgId, List<Row> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<String, String> roleNames = names(orgId, Role.Level.ORGANIZATION);
    Map<String, String> teamRoleNames = names(orgId, Role.Level.TEAM);
    Map<UUID, List<Invitation.TeamRole>> teams =
        queries.teams(orgId, rows.stream().map(Row::id).toList()).stream()
            .collect(
                Collectors.groupingBy(
                    InvitationQueries.InTeam::invitationId,
                    Collectors.mapping(
                        team ->
                            new Invitation.TeamRole(
                                team.teamId(),
                                team.teamName(),
                                team.role(),
                                teamRoleNames.getOrDefault(team.role(), team.role())),
                        Collectors.toList())));
    return rows.stream()
        .map(row ->
            new Invitation(
                row.id(),
                row.email(),
                row.role(),
                roleNames.getOrDefault(row.role(), row.role()),
                teams.getOrDefault(row.id(), List.of()),
                row.inviter(),
                row.createdAt(),
                row.sentAt(),
                row.expiresAt(),
                row.endedAt(),
                Invitation.State.valueOf(row.state())))
        .toList();
  }

  private Map<String, String> names(UUID orgId, Role.Level level) {
    return roles.choices(orgId, level).stream().collect(Collectors.toMap(Role::slug, Role::name));
  }

  private static NotFoundException none() {
    return new NotFoundException("invitation");
  }
}
