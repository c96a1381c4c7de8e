package ai.nemorouter.organization.team;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.PeopleJson;
import ai.nemorouter.organization.member.KeysChoice;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/// Teams and their people for programs that hold a management key; `docs/management-api.md` lists
/// the fields.
@Needs(Permission.VIEW_TEAMS)
@Path("/v1/teams")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class TeamApi {
  private static final String REVOKE = "revoke";

  private final Teams teams;
  private final TeamMembers teamMembers;
  private final CurrentActor current;

  TeamApi(Teams teams, TeamMembers teamMembers, CurrentActor current) {
    this.teams = teams;
    this.teamMembers = teamMembers;
    this.current = current;
  }

  /// @param member an id or an e-mail address
  /// @param role a role's slug
  record NewTeamMember(String member, String role) {}

  /// @param role a role's slug
  record TeamRole(String role) {}

  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("archived") @DefaultValue("false") boolean archived,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Team> found =
        teams.list(
            current.automationOrThrow(),
            new ListQuery(
                search,
                archived ? Teams.ARCHIVED : "",
                "name",
                ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), PeopleJson::team);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @POST
  public Response create(byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID id = teams.create(actor, ApiInput.readOrThrow(body, TeamForm.class).name());
    return Response.status(ApiAnswer.CREATED).entity(changed(actor, id)).build();
  }

  @GET
  @Path("/{team}")
  public String find(@PathParam("team") String team) {
    Actor actor = current.automationOrThrow();
    return ApiAnswer.data(PeopleJson.team(teams.find(actor, teamId(team))));
  }

  @Needs(Permission.CHANGE_TEAMS)
  @PATCH
  @Path("/{team}")
  public String rename(@PathParam("team") String team, byte[] body) {
    Actor actor = current.automationOrThrow();
    teams.rename(actor, teamId(team), ApiInput.readOrThrow(body, TeamForm.class).name());
    return changed(actor, teamId(team));
  }

  /// Archives it: its calls stay on record.
  @Needs(Permission.CHANGE_TEAMS)
  @DELETE
  @Path("/{team}")
  public String archive(
      @PathParam("team") String team, @QueryParam("keys") @DefaultValue("") String keys) {
    teams.archive(current.automationOrThrow(), teamId(team), keys.equals(REVOKE));
    return Json.write(Json.object().put("archived", true));
  }

  @GET
  @Path("/{team}/members")
  public String people(
      @PathParam("team") String team,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    Actor actor = current.automationOrThrow();
    UUID id = teams.find(actor, teamId(team)).id();
    PageOf<TeamMembers.Listed> found =
        teamMembers.list(
            actor, id, new ListQuery(search, "", "", ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(
        found.items(), found.found(), listed -> PeopleJson.teamMember(listed.member()));
  }

  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @POST
  @Path("/{team}/members")
  public Response add(@PathParam("team") String team, byte[] body) {
    Actor actor = current.automationOrThrow();
    NewTeamMember added = ApiInput.readOrThrow(body, NewTeamMember.class);
    UUID userId = teamMembers.add(actor, teamId(team), added.member(), added.role());
    return Response.status(ApiAnswer.CREATED).entity(member(actor, teamId(team), userId)).build();
  }

  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @PATCH
  @Path("/{team}/members/{id}")
  public String changeRole(
      @PathParam("team") String team, @PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    TeamRole change = ApiInput.readOrThrow(body, TeamRole.class);
    teamMembers.changeRole(actor, teamId(team), memberId(id), change.role());
    return member(actor, teamId(team), memberId(id));
  }

  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @DELETE
  @Path("/{team}/members/{id}")
  public String remove(
      @PathParam("team") String team,
      @PathParam("id") String id,
      @QueryParam("keys") @DefaultValue("") String keys,
      @QueryParam("to") @DefaultValue("") String to) {
    Actor actor = current.automationOrThrow();
    int owned = teamMembers.preview(actor, teamId(team), memberId(id)).keys().size();
    teamMembers.remove(actor, teamId(team), memberId(id), new KeysChoice(keys, to).parse(owned));
    return ApiAnswer.deleted();
  }

  private String changed(Actor actor, UUID teamId) {
    return ApiAnswer.data(PeopleJson.team(teams.findForChange(actor, teamId)));
  }

  private String member(Actor actor, UUID teamId, UUID userId) {
    return ApiAnswer.data(PeopleJson.teamMember(teamMembers.findForChange(actor, teamId, userId)));
  }

  private static UUID teamId(String id) {
    return ApiInput.idOrThrow(id, "team");
  }

  private static UUID memberId(String id) {
    return ApiInput.idOrThrow(id, "member of this team");
  }
}
