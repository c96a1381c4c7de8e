package ai.nemorouter.organization.team;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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
import java.util.UUID;

/// Creating, renaming and archiving a team.
@Needs(Permission.VIEW_TEAMS)
@Path("/o/{slug}/teams")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamsPages {
  private final Teams teams;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  TeamsPages(Teams teams, CurrentActor current, CurrentOrganization organization) {
    this.teams = teams;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance newTeam(String name, FormError error);

    static native TemplateInstance renameTeam(Team team, String name, FormError error);

    static native TemplateInstance archiveTeam(Teams.Archiving archiving, FormError error);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @GET
  @Path("new")
  public TemplateInstance newTeam() {
    return Templates.newTeam("", FormError.NONE);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @POST
  public Response create(@BeanParam TeamForm form, @Context HttpHeaders headers) {
    try {
      UUID id = teams.create(current.personOrThrow(), form.name());
      return Redirect.to(headers, path(id), "The team “" + form.name() + "” was created.");
    } catch (InvalidInputException e) {
      return invalid(Templates.newTeam(form.name(), FormError.of(e)));
    }
  }

  @Needs(Permission.CHANGE_TEAMS)
  @GET
  @Path("{id}/name")
  public TemplateInstance renaming(@PathParam("id") UUID id) {
    Team team = teams.findForChange(current.personOrThrow(), id);
    return Templates.renameTeam(team, team.name(), FormError.NONE);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @POST
  @Path("{id}/name")
  public Response rename(
      @PathParam("id") UUID id, @BeanParam TeamForm form, @Context HttpHeaders headers) {
    try {
      teams.rename(current.personOrThrow(), id, form.name());
      return Redirect.to(headers, path(id), "The team is now named “" + form.name() + "”.");
    } catch (InvalidInputException e) {
      Team team = teams.find(current.personOrThrow(), id);
      return invalid(Templates.renameTeam(team, form.name(), FormError.of(e)));
    }
  }

  @Needs(Permission.CHANGE_TEAMS)
  @GET
  @Path("{id}/archive")
  public TemplateInstance archiving(@PathParam("id") UUID id) {
    return Templates.archiveTeam(teams.previewArchive(current.personOrThrow(), id), FormError.NONE);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @POST
  @Path("{id}/archive")
  public Response archive(
      @PathParam("id") UUID id,
      @FormParam("keys") @DefaultValue("") String keys,
      @Context HttpHeaders headers) {
    try {
      teams.archive(current.personOrThrow(), id, keys.equals("revoke"));
      return Redirect.to(
          headers, organization.getOrThrow().path("teams"), "The team was archived.");
    } catch (InvalidInputException e) {
      return invalid(
          Templates.archiveTeam(
              teams.previewArchive(current.personOrThrow(), id), FormError.of(e)));
    }
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("teams/" + id);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
