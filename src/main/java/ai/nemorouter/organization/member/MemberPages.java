package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.CurrentOrganization;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changing a member's role, suspending and removing them.
@Needs(Permission.CHANGE_MEMBERS)
@Path("/o/{slug}/members")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class MemberPages {
  private final Members members;
  private final MemberRemoval departures;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  MemberPages(
      Members members,
      MemberRemoval departures,
      CurrentActor current,
      CurrentOrganization organization) {
    this.members = members;
    this.departures = departures;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance changeRole(
        Member member, List<Role> roles, Members.@Nullable Reassignment change, FormError error);

    static native TemplateInstance suspendMember(Member member, FormError error);

    static native TemplateInstance removeMember(MemberRemoval.Leaver leaver, FormError error);
  }

  /// The form, and with a role what it would change.
  @GET
  @Path("{id}/role")
  public TemplateInstance choosingRole(
      @PathParam("id") UUID id, @QueryParam("role") @DefaultValue("") String role) {
    Actor actor = current.personOrThrow();
    try {
      return Templates.changeRole(
          members.findForChange(actor, id),
          members.grantable(actor),
          role.isEmpty() ? null : members.previewRole(actor, id, role),
          FormError.NONE);
    } catch (InvalidInputException e) {
      return roleForm(id, e);
    }
  }

  @POST
  @Path("{id}/role")
  public Response changeRole(
      @PathParam("id") UUID id,
      @FormParam("role") @DefaultValue("") String role,
      @Context HttpHeaders headers) {
    try {
      members.changeRole(current.personOrThrow(), id, role);
      return Redirect.to(headers, path(id), "The role was changed. It counts from now on.");
    } catch (InvalidInputException e) {
      return invalid(roleForm(id, e));
    }
  }

  @GET
  @Path("{id}/suspension")
  public TemplateInstance suspending(@PathParam("id") UUID id) {
    return Templates.suspendMember(
        members.findForChange(current.personOrThrow(), id), FormError.NONE);
  }

  @POST
  @Path("{id}/suspension")
  public Response suspend(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    try {
      members.suspend(current.personOrThrow(), id);
      return Redirect.to(headers, path(id), "The member is suspended, and their keys do not work.");
    } catch (InvalidInputException e) {
      return invalid(
          Templates.suspendMember(
              members.findForChange(current.personOrThrow(), id), FormError.of(e)));
    }
  }

  @POST
  @Path("{id}/suspension/end")
  public Response unsuspend(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    members.unsuspend(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "The suspension ended. Their keys work again.");
  }

  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id) {
    return Templates.removeMember(departures.preview(current.personOrThrow(), id), FormError.NONE);
  }

  @POST
  @Path("{id}/removal")
  public Response remove(
      @PathParam("id") UUID id,
      @FormParam("keys") @DefaultValue("") String keys,
      @FormParam("to") @DefaultValue("") String to,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    MemberRemoval.Leaver leaver = departures.preview(actor, id);
    try {
      departures.remove(actor, id, new KeysChoice(keys, to).parse(leaver.keys().size()));
      return Redirect.to(
          headers,
          organization.getOrThrow().path("members"),
          leaver.member().name() + " is no longer a member.");
    } catch (InvalidInputException e) {
      return invalid(Templates.removeMember(leaver, FormError.of(e)));
    }
  }

  private TemplateInstance roleForm(UUID id, InvalidInputException cause) {
    Actor actor = current.personOrThrow();
    return Templates.changeRole(
        members.findForChange(actor, id), members.grantable(actor), null, FormError.of(cause));
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("members/" + id);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
