package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.Keys;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.Team;
import ai.nemorouter.organization.TeamMembers;
import ai.nemorouter.organization.Teams;
import ai.nemorouter.platform.Address;
import ai.nemorouter.platform.ListQuery;
import ai.nemorouter.platform.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One team with its people, limits and keys. It stands here and not with the teams because it
/// shows what three features know of it.
@Needs(Permission.VIEW_TEAMS)
@Path("/o/{slug}/teams")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamPages {
  private static final KeyList NO_KEYS = new KeyList(List.of(), 0);

  private final Teams teams;
  private final TeamMembers teamMembers;
  private final Keys keys;
  private final Limits limits;
  private final CurrentActor current;

  TeamPages(Teams teams, TeamMembers teamMembers, Keys keys, Limits limits, CurrentActor current) {
    this.teams = teams;
    this.teamMembers = teamMembers;
    this.keys = keys;
    this.limits = limits;
    this.current = current;
  }

  /// Who belongs to the team.
  ///
  /// @param search what the list is narrowed by; empty for nothing
  /// @param changeable whether whoever looks may add somebody
  public record People(PageOf<TeamMembers.Listed> listed, String search, boolean changeable) {
    public Address address() {
      return new Address(Map.of("search", search));
    }
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance team(
        Team team,
        People people,
        @Nullable NamedScope scope,
        List<LimitStatus> limits,
        KeyList keys,
        Instant now);
  }

  @GET
  @Path("{id}")
  public TemplateInstance team(
      @PathParam("id") UUID id,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") int page) {
    Actor actor = current.personOrThrow();
    Team team = teams.find(actor, id);
    boolean limited = actor.may(Permission.VIEW_LIMITS, id);
    return Templates.team(
        team,
        new People(
            teamMembers.list(actor, id, new ListQuery(search, "", "", page)),
            search.strip(),
            !team.isArchived() && actor.may(Permission.CHANGE_TEAM_MEMBERS, id)),
        limited ? limits.scope(actor, Scope.team(id)) : null,
        limited ? limits.list(actor, Scope.team(id)) : List.of(),
        actor.may(Permission.VIEW_KEYS, id) ? keys.list(actor, of(id)) : NO_KEYS,
        Instant.now());
  }

  private static KeyFilter of(UUID teamId) {
    return new KeyFilter(
        "", teamId, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE));
  }
}
