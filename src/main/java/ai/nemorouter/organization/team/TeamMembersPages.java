package ai.nemorouter.organization.team;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.member.KeysChoice;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;

/// Adding people to a team, changing their role in it, and taking them out of it.
@Needs(Permission.CHANGE_TEAM_MEMBERS)
@Path("/o/{slug}/teams/{team}/members")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamMembersPages {
  private final TeamMembers teamMembers;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  TeamMembersPages(
      TeamMembers teamMembers, CurrentActor current, CurrentOrganization organization) {
    this.teamMembers = teamMembers;
    this.current = current;
    this.organization = organization;
  }

  /// What was chosen in a form.
  public record Chosen(String person, String role) {}

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance addTeamMember(
        Team team, TeamMembers.Choices choices, Chosen chosen, FormError error);

    static native TemplateInstance changeTeamRole(
        Team team, TeamMember member, List<Role> roles, FormError error);

    static native TemplateInstance removeTeamMember(
        Team team, MemberRemoval.Leaver leaver, FormError error);
  }

  @GET
  @Path("new")
  public TemplateInstance adding(@PathParam("team") UUID teamId) {
    return addForm(teamId, new Chosen("", Role.DEVELOPER.slug()), FormError.NONE);
  }

  @POST
  public Response add(
      @PathParam("team") UUID teamId,
      @FormParam("person") @DefaultValue("") String person,
      @FormParam("role") @DefaultValue("") String role,
      @Context HttpHeaders headers) {
    try {
      teamMembers.add(current.personOrThrow(), teamId, person, role);
      return Redirect.to(headers, path(teamId), "They belong to the team now.");
    } catch (InvalidInputException e) {
      return invalid(addForm(teamId, new Chosen(person, role), FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/role")
  public TemplateInstance changingRole(@PathParam("team") UUID teamId, @PathParam("id") UUID id) {
    return roleForm(teamId, id, FormError.NONE);
  }

  @POST
  @Path("{id}/role")
  public Response changeRole(
      @PathParam("team") UUID teamId,
      @PathParam("id") UUID id,
      @FormParam("role") @DefaultValue("") String role,
      @Context HttpHeaders headers) {
    try {
      teamMembers.changeRole(current.personOrThrow(), teamId, id, role);
      return Redirect.to(headers, path(teamId), "The role was changed. It counts from now on.");
    } catch (InvalidInputException e) {
      return invalid(roleForm(teamId, id, FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("team") UUID teamId, @PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    return Templates.removeTeamMember(
        teamMembers.findTeam(actor, teamId),
        teamMembers.preview(actor, teamId, id),
        FormError.NONE);
  }

  @POST
  @Path("{id}/removal")
  public Response remove(
      @PathParam("team") UUID teamId,
      @PathParam("id") UUID id,
      @FormParam("keys") @DefaultValue("") String keys,
      @FormParam("to") @DefaultValue("") String to,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    MemberRemoval.Leaver leaver = teamMembers.preview(actor, teamId, id);
    try {
      teamMembers.remove(actor, teamId, id, new KeysChoice(keys, to).parse(leaver.keys().size()));
      return Redirect.to(
          headers, path(teamId), leaver.member().name() + " no longer belongs to the team.");
    } catch (InvalidInputException e) {
      return invalid(
          Templates.removeTeamMember(teamMembers.findTeam(actor, teamId), leaver, FormError.of(e)));
    }
  }

  private TemplateInstance addForm(UUID teamId, Chosen chosen, FormError error) {
    Actor actor = current.personOrThrow();
    Team team = teamMembers.findTeam(actor, teamId);
    return Templates.addTeamMember(team, teamMembers.choices(actor, teamId), chosen, error);
  }

  private TemplateInstance roleForm(UUID teamId, UUID id, FormError error) {
    Actor actor = current.personOrThrow();
    return Templates.changeTeamRole(
        teamMembers.findTeam(actor, teamId),
        teamMembers.findForChange(actor, teamId, id),
        teamMembers.choices(actor, teamId).roles(),
        error);
  }

  private String path(UUID teamId) {
    return organization.getOrThrow().path("teams/" + teamId);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
