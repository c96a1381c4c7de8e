package ai.nemorouter.organization.team;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.member.KeysChoice;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Teams and their people for programs that hold a management key; `docs/management-api.md` lists
/// the fields.
@Needs(Permission.VIEW_TEAMS)
@Tag(name = "Teams")
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
  @Schema(name = "TeamMemberRequest")
  record NewTeamMember(
      @Schema(description = "An id or an e-mail address.") String member,
      @Schema(description = "The slug of a role.") String role) {}

  /// @param role a role's slug
  @Schema(name = "TeamRoleChange")
  record TeamRole(@Schema(description = "The slug of a role.") String role) {}

  /// The answer when a team is archived.
  @Schema(name = "Archived")
  record Archived(boolean archived) {}

  @Operation(operationId = "listTeams", summary = "List teams by name, 25 on a page.")
  @GET
  public Listed<TeamJson> list(
      @QueryParam("search") @DefaultValue("") String search,
      @Parameter(description = "Whether to list archived teams instead.")
          @QueryParam("archived")
          @DefaultValue("false")
          boolean archived,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Team> found =
        teams.list(
            current.automationOrThrow(),
            new ListQuery(
                search,
                archived ? Teams.ARCHIVED : "",
                "name",
                ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, TeamJson::of);
  }

  @Operation(operationId = "createTeam", summary = "Create a team.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.CHANGE_TEAMS)
  @POST
  public Data<TeamJson> create(@RequestBodySchema(TeamForm.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID id = teams.create(actor, ApiInput.readOrThrow(body, TeamForm.class).name());
    return changed(actor, id);
  }

  @Operation(operationId = "getTeam", summary = "Get a team.")
  @GET
  @Path("/{team}")
  public Data<TeamJson> find(@PathParam("team") String team) {
    Actor actor = current.automationOrThrow();
    return new Data<>(TeamJson.of(teams.find(actor, teamId(team))));
  }

  @Operation(operationId = "renameTeam", summary = "Rename a team.")
  @Needs(Permission.CHANGE_TEAMS)
  @PATCH
  @Path("/{team}")
  public Data<TeamJson> rename(
      @PathParam("team") String team, @RequestBodySchema(TeamForm.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    teams.rename(actor, teamId(team), ApiInput.readOrThrow(body, TeamForm.class).name());
    return changed(actor, teamId(team));
  }

  /// Archives it: its calls stay on record.
  @Operation(operationId = "archiveTeam", summary = "Archive a team; its requests stay on record.")
  @Needs(Permission.CHANGE_TEAMS)
  @DELETE
  @Path("/{team}")
  public Archived archive(
      @PathParam("team") String team,
      @Parameter(
              description = "`revoke` is needed where the team has keys, which it revokes.",
              schema = @Schema(enumeration = {"revoke"}))
          @QueryParam("keys")
          @DefaultValue("")
          String keys) {
    teams.archive(current.automationOrThrow(), teamId(team), keys.equals(REVOKE));
    return new Archived(true);
  }

  @Operation(
      operationId = "listTeamMembers",
      summary = "List the members of a team by name, 25 on a page.")
  @GET
  @Path("/{team}/members")
  public Listed<TeamMemberJson> people(
      @PathParam("team") String team,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    Actor actor = current.automationOrThrow();
    UUID id = teams.find(actor, teamId(team)).id();
    PageOf<TeamMembers.Listed> found =
        teamMembers.list(
            actor, id, new ListQuery(search, "", "", ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, listed -> TeamMemberJson.of(listed.member()));
  }

  @Operation(operationId = "addTeamMember", summary = "Add a member of the organization to a team.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @POST
  @Path("/{team}/members")
  public Data<TeamMemberJson> add(
      @PathParam("team") String team, @RequestBodySchema(NewTeamMember.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    NewTeamMember added = ApiInput.readOrThrow(body, NewTeamMember.class);
    UUID userId = teamMembers.add(actor, teamId(team), added.member(), added.role());
    return member(actor, teamId(team), userId);
  }

  @Operation(operationId = "updateTeamMember", summary = "Change the role of a member in a team.")
  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @PATCH
  @Path("/{team}/members/{id}")
  public Data<TeamMemberJson> changeRole(
      @PathParam("team") String team,
      @PathParam("id") String id,
      @RequestBodySchema(TeamRole.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    TeamRole change = ApiInput.readOrThrow(body, TeamRole.class);
    teamMembers.changeRole(actor, teamId(team), memberId(id), change.role());
    return member(actor, teamId(team), memberId(id));
  }

  @Operation(operationId = "removeTeamMember", summary = "Remove a member from a team.")
  @Needs(Permission.CHANGE_TEAM_MEMBERS)
  @DELETE
  @Path("/{team}/members/{id}")
  public Deleted remove(
      @PathParam("team") String team,
      @PathParam("id") String id,
      @Parameter(
              description =
                  "What becomes of the keys that the person owns; needed where there are some that were not revoked. `service` lets them go on without an owner.",
              schema = @Schema(enumeration = {"revoke", "service", "hand_over"}))
          @QueryParam("keys")
          @DefaultValue("")
          String keys,
      @Parameter(description = "The id of the member who takes the keys over.")
          @QueryParam("to")
          @DefaultValue("")
          String to) {
    Actor actor = current.automationOrThrow();
    int owned = teamMembers.preview(actor, teamId(team), memberId(id)).keys().size();
    teamMembers.remove(actor, teamId(team), memberId(id), new KeysChoice(keys, to).parse(owned));
    return Deleted.DONE;
  }

  private Data<TeamJson> changed(Actor actor, UUID teamId) {
    return new Data<>(TeamJson.of(teams.findForChange(actor, teamId)));
  }

  private Data<TeamMemberJson> member(Actor actor, UUID teamId, UUID userId) {
    return new Data<>(TeamMemberJson.of(teamMembers.findForChange(actor, teamId, userId)));
  }

  private static UUID teamId(String id) {
    return ApiInput.idOrThrow(id, "team");
  }

  private static UUID memberId(String id) {
    return ApiInput.idOrThrow(id, "member of this team");
  }
}
