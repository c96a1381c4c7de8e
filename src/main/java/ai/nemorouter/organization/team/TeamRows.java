package ai.nemorouter.organization.team;

import ai.nemorouter.access.Reach;
import ai.nemorouter.organization.invitation.InvitationChoices;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of teams: records for who reads, and entities, locked, for who changes.
@ApplicationScoped
public class TeamRows implements PanacheRepositoryBase<TeamEntity, UUID> {
  private static final String SHOWN =
      """
      select t.id, t.name, t.createdAt, t.archivedAt,
        function(live_keys as Integer, t.orgId, t.id) as liveKeys
      from TeamEntity t
      """;

  private static final String IN_USE =
      """
      where t.orgId = :orgId and t.archivedAt is null
        and (:everywhere = true or t.id in :teams)
      """;

  PageOf<Team> page(Reach reach, ListQuery query) {
    return PageOf.of(
        find(
                SHOWN
                    + """
                    where (t.archivedAt is null or :archived = true)
                      and (t.archivedAt is not null or :archived = false)
                      and locate(lower(:search), lower(t.name)) > 0
                      and (:everywhere = true or t.id in :teams)
                    """
                    + query.directed(order(query.order(Teams.Sort.class))),
                within(reach)
                    .and("archived", query.shows(Teams.ARCHIVED))
                    .and("search", query.search()))
            .project(Team.class),
        query.page());
  }

  private static String order(Teams.Sort sort) {
    return switch (sort) {
      case NAME -> "order by lower(t.name), t.id";
      case KEYS -> "order by liveKeys desc, lower(t.name), t.id";
      case NEWEST -> "order by t.id desc";
    };
  }

  List<Team> inUse(UUID orgId, Reach reach, int max) {
    return find(SHOWN + IN_USE + " order by lower(t.name), t.id", within(reach).and("orgId", orgId))
        .project(Team.class)
        .page(0, max)
        .list();
  }

  /// Those in use by name, without what is computed of each.
  List<Teams.Named> named(UUID orgId, Reach reach, int max) {
    return find(
            "select t.id, t.name from TeamEntity t " + IN_USE + " order by lower(t.name), t.id",
            within(reach).and("orgId", orgId))
        .project(Teams.Named.class)
        .page(0, max)
        .list();
  }

  /// Those in use, by name, for a form to choose from.
  public List<InvitationChoices.TeamChoice> choices(int max) {
    return find("""
    select t.id, t.name from TeamEntity t
    where t.archivedAt is null order by lower(t.name), t.id
    """)
        .project(InvitationChoices.TeamChoice.class)
        .page(0, max)
        .list();
  }

  /// @param reference an id, or a name in any case; null for any
  Optional<Team> first(UUID orgId, Reach reach, @Nullable String reference) {
    Parameters parameters = within(reach).and("orgId", orgId);
    String named = "";
    if (reference != null) {
      named =
          " and (lower(t.name) = lower(:reference) or cast(t.id as String) = lower(:reference))";
      parameters.and("reference", reference);
    }
    return find(SHOWN + IN_USE + named + " order by t.id", parameters)
        .project(Team.class)
        .firstResultOptional();
  }

  private static Parameters within(Reach reach) {
    return Parameters.with("everywhere", reach.everywhere()).and("teams", reach.teams());
  }

  Team getOrThrow(UUID teamId) {
    return find(SHOWN + "where t.id = :id", Parameters.with("id", teamId))
        .project(Team.class)
        .firstResultOptional()
        .orElseThrow(TeamRows::none);
  }

  /// Locks the row until the transaction ends.
  public TeamEntity lockOrThrow(UUID orgId, UUID teamId, LockModeType lock) {
    return find("orgId = ?1 and id = ?2", orgId, teamId)
        .withLock(lock)
        .firstResultOptional()
        .orElseThrow(TeamRows::none);
  }

  private static NotFoundException none() {
    return new NotFoundException("team");
  }
}
