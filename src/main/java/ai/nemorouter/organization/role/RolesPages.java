package ai.nemorouter.organization.role;

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
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
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
import java.util.Set;

/// The matrix of roles and permissions, and defining, changing and deleting roles. The first
/// sending of a change shows what people gain and lose; the second, unchanged, saves it.
@Needs(Permission.VIEW_MEMBERS)
@Path("/o/{slug}/roles")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RolesPages {
  private final Roles roles;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  RolesPages(Roles roles, CurrentActor current, CurrentOrganization organization) {
    this.roles = roles;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance roles(RoleMatrix matrix);

    static native TemplateInstance roleForm(RoleEditor editor);

    static native TemplateInstance deleteRole(HeldRole held, FormError error);
  }

  @GET
  public TemplateInstance list() {
    return Templates.roles(new RoleMatrix(roles.list(current.personOrThrow())));
  }

  @Needs(Permission.CHANGE_ROLES)
  @GET
  @Path("new")
  public TemplateInstance defining(@QueryParam("level") @DefaultValue("team") String level) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    return Templates.roleForm(RoleEditor.of("", RoleForm.empty(level), Set.of(), actor));
  }

  @Needs(Permission.CHANGE_ROLES)
  @POST
  public Response define(@BeanParam RoleForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    try {
      Role role = roles.define(actor, form.at(), form.name(), form.chosen());
      return Redirect.to(headers, path(), "The role “" + role.name() + "” was defined.");
    } catch (InvalidInputException e) {
      return invalid(RoleEditor.of("", form, Set.of(), actor).with(FormError.of(e)));
    }
  }

  @Needs(Permission.CHANGE_ROLES)
  @GET
  @Path("{role}/settings")
  public TemplateInstance changing(@PathParam("role") String slug) {
    Actor actor = current.personOrThrow();
    Role role = roles.findForChange(actor, slug).role();
    return Templates.roleForm(RoleEditor.of(slug, RoleForm.of(role), role.permissions(), actor));
  }

  @Needs(Permission.CHANGE_ROLES)
  @POST
  @Path("{role}/settings")
  public Response change(
      @PathParam("role") String slug, @BeanParam RoleForm sent, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    Role role = roles.findForChange(actor, slug).role();
    RoleForm form =
        new RoleForm(
            sent.name(), RoleEntity.column(role.level()), sent.permissions(), sent.previewed());
    RoleEditor editor = RoleEditor.of(slug, form, role.permissions(), actor);
    try {
      RoleChange effect = roles.effect(actor, slug, form.name(), form.chosen());
      if (!form.previewed().equals(effect.fingerprint())) {
        return Response.ok(Templates.roleForm(editor.with(effect))).build();
      }
      roles.change(actor, slug, form.name(), form.chosen());
      return Redirect.to(headers, path(), "The role “" + form.name().strip() + "” was changed.");
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  @Needs(Permission.CHANGE_ROLES)
  @GET
  @Path("{role}/deletion")
  public TemplateInstance deleting(@PathParam("role") String slug) {
    return Templates.deleteRole(roles.findForChange(current.personOrThrow(), slug), FormError.NONE);
  }

  @Needs(Permission.CHANGE_ROLES)
  @POST
  @Path("{role}/deletion")
  public Response delete(@PathParam("role") String slug, @Context HttpHeaders headers) {
    HeldRole held = roles.findForChange(current.personOrThrow(), slug);
    try {
      roles.delete(current.personOrThrow(), slug);
      return Redirect.to(headers, path(), "The role “" + held.role().name() + "” was deleted.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.deleteRole(held, FormError.of(e)))
          .build();
    }
  }

  private String path() {
    return organization.getOrThrow().path("roles");
  }

  private static Response invalid(RoleEditor editor) {
    return Response.status(FormError.STATUS).entity(Templates.roleForm(editor)).build();
  }
}
