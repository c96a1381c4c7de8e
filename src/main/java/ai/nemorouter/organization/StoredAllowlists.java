package ai.nemorouter.organization;

import ai.nemorouter.access.Reach;
import ai.nemorouter.organization.team.TeamEntity;
import ai.nemorouter.organization.team.TeamRows;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The names of the models that an organization and its teams let their keys use. The catalog knows
/// what the names mean: it asks here as part of its own transactions, in which it has authorized
/// the actor.
@ApplicationScoped
public class StoredAllowlists {
  private final OrganizationRows organizations;
  private final TeamRows teams;

  StoredAllowlists(OrganizationRows organizations, TeamRows teams) {
    this.organizations = organizations;
    this.teams = teams;
  }

  /// An organization or one of its teams.
  ///
  /// @param teamId null for the organization
  public record Holder(@Nullable UUID teamId, String name, List<String> models) {}

  /// @param teamId null for the organization
  /// @throws NotFoundException also for a team that is archived
  public Holder find(UUID orgId, @Nullable UUID teamId) {
    return holder(orgId, teamId, LockModeType.NONE);
  }

  /// The same, kept from changing until the transaction ends.
  public Holder lock(UUID orgId, @Nullable UUID teamId) {
    return holder(orgId, teamId, LockModeType.PESSIMISTIC_WRITE);
  }

  /// Those of the teams in use within that reach, by name.
  public PageOf<Holder> ofTeams(Reach reach, ListQuery query) {
    return PageOf.of(
        teams
            .find(
                """
                select t.id, t.name, t.allowedModels from TeamEntity t
                where t.archivedAt is null and (:everywhere = true or t.id in :teams)
                  and locate(lower(:search), lower(t.name)) > 0
                order by lower(t.name), t.id
                """,
                Parameters.with("everywhere", reach.everywhere())
                    .and("teams", reach.teams())
                    .and("search", query.search()))
            .project(Holder.class),
        query.page());
  }

  /// Those of these teams that are in use.
  public List<Holder> ofTeams(Collection<UUID> teamIds) {
    return teamIds.isEmpty()
        ? List.of()
        : teams
            .find(
                """
                select t.id, t.name, t.allowedModels from TeamEntity t
                where t.archivedAt is null and t.id in :teams order by lower(t.name), t.id
                """,
                Parameters.with("teams", List.copyOf(teamIds)))
            .project(Holder.class)
            .list();
  }

  /// To be asked for what is locked.
  public void store(UUID orgId, @Nullable UUID teamId, List<String> models) {
    if (teamId == null) {
      organization(orgId, LockModeType.PESSIMISTIC_WRITE).allow(models);
    } else {
      team(orgId, teamId, LockModeType.PESSIMISTIC_WRITE).allow(models);
    }
  }

  private Holder holder(UUID orgId, @Nullable UUID teamId, LockModeType lock) {
    if (teamId == null) {
      OrganizationEntity organization = organization(orgId, lock);
      return new Holder(null, organization.shown().name(), organization.allowedModels());
    }
    TeamEntity team = team(orgId, teamId, lock);
    return new Holder(teamId, team.name(), team.allowedModels());
  }

  private OrganizationEntity organization(UUID orgId, LockModeType lock) {
    return organizations
        .find("id", orgId)
        .withLock(lock)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("organization"));
  }

  private TeamEntity team(UUID orgId, UUID teamId, LockModeType lock) {
    TeamEntity team = teams.lockOrThrow(orgId, teamId, lock);
    if (team.isArchived()) {
      throw new NotFoundException("team");
    }
    return team;
  }
}
