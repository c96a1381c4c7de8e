package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.overview.TeamOverview;
import ai.nemorouter.key.overview.TeamOverviews;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.team.Team;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.usage.report.ReportQuery;
import ai.nemorouter.usage.report.UsageReport;
import ai.nemorouter.usage.report.UsageReports;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The list of teams with what they have and use, and one of them. It stands here and not with the
/// teams because it shows what three features know of it.
@Needs(Permission.VIEW_TEAMS)
@Path("/o/{slug}/teams")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamPages {
  private static final KeyList NO_KEYS = new KeyList(List.of(), 0);

  private static final int MODELS_SHOWN = 5;

  private final Teams teams;
  private final TeamOverviews overviews;
  private final TeamMembers teamMembers;
  private final Keys keys;
  private final Limits limits;
  private final UsageReports usage;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  TeamPages(
      Teams teams,
      TeamOverviews overviews,
      TeamMembers teamMembers,
      Keys keys,
      Limits limits,
      UsageReports usage,
      CurrentActor current,
      CurrentOrganization organization) {
    this.teams = teams;
    this.overviews = overviews;
    this.teamMembers = teamMembers;
    this.keys = keys;
    this.limits = limits;
    this.usage = usage;
    this.current = current;
    this.organization = organization;
  }

  /// Who belongs to the team.
  ///
  /// @param search what the list is narrowed by; empty for nothing
  /// @param changeable whether the user may add members
  public record People(PageOf<TeamMembers.Listed> listed, String search, boolean changeable) {
    public Address address() {
      return new Address(Map.of("search", search));
    }
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance teams(
        PageOf<TeamOverview> teams, ListQuery query, Address address);

    static native TemplateInstance team(
        Team team,
        TeamOverview overview,
        @Nullable UsageReport usage,
        People people,
        @Nullable NamedScope scope,
        List<LimitStatus> limits,
        KeyList keys);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = known(asked);
    return Templates.teams(overviews.list(current.personOrThrow(), query), query, query.address());
  }

  /// The same list on all its pages, as a file for spreadsheets.
  @GET
  @Path("list.csv")
  @Produces(MediaType.WILDCARD)
  public Response file(@BeanParam ListQuery asked) {
    return ListFiles.teams(overviews.all(current.personOrThrow(), known(asked)));
  }

  private static ListQuery known(ListQuery asked) {
    return asked.knowing(TeamOverviews.Sort.class, TeamOverviews.ARCHIVED);
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
        overviews.find(actor, id),
        actor.may(Permission.VIEW_OVERVIEW, id)
            ? usage.of(actor, lastDays(id), MODELS_SHOWN)
            : null,
        new People(
            teamMembers.list(actor, id, new ListQuery(search, "", "", page)),
            search.strip(),
            !team.isArchived() && actor.may(Permission.CHANGE_TEAM_MEMBERS, id)),
        limited ? limits.scope(actor, Scope.team(id)) : null,
        limited ? limits.list(actor, Scope.team(id)) : List.of(),
        actor.may(Permission.VIEW_KEYS, id) ? keys.list(actor, of(id)) : NO_KEYS);
  }

  /// By model.
  private ReportQuery lastDays(UUID teamId) {
    return ReportQuery.ofTeam(teamId, organization.getOrThrow().zone(), Instant.now());
  }

  private static KeyFilter of(UUID teamId) {
    return new KeyFilter(
        "", teamId, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE));
  }
}
