package ai.nemorouter.usage.view;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.RequestFilter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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

/// Keeping a filter of the list of requests, renaming and deleting it. Everybody does so for
/// themselves; views of the organization need the permission to change its settings.
@Needs(Permission.VIEW_CALLS)
@Path("/o/{slug}/requests/views")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SavedViewPages {
  private static final SavedViewForm EMPTY = new SavedViewForm("", "");

  private final SavedViews views;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  SavedViewPages(SavedViews views, CurrentActor current, CurrentOrganization organization) {
    this.views = views;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "usage")
  static class Templates {
    private Templates() {}

    /// @param query the filter as the list's address has it, with its question mark
    static native TemplateInstance newView(String query, SavedViewForm form, FormError error);

    static native TemplateInstance renameView(SavedView view, String name, FormError error);

    static native TemplateInstance deleteView(SavedView view);
  }

  @GET
  @Path("new")
  public TemplateInstance newView(@BeanParam RequestFilter.InAddress typed) {
    return Templates.newView(query(typed), EMPTY, FormError.NONE);
  }

  /// The address says what is kept, and the form how it is called.
  @POST
  public Response create(
      @BeanParam RequestFilter.InAddress typed,
      @BeanParam SavedViewForm form,
      @Context HttpHeaders headers) {
    try {
      SavedView view = views.create(current.personOrThrow(), form, filter(typed));
      return Redirect.to(
          headers, list() + "?" + view.query(), "The view “" + view.name() + "” was saved.");
    } catch (InvalidInputException e) {
      return invalid(Templates.newView(query(typed), form, FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/name")
  public TemplateInstance renaming(@PathParam("id") UUID id) {
    SavedView view = views.findForChange(current.personOrThrow(), id);
    return Templates.renameView(view, view.name(), FormError.NONE);
  }

  @POST
  @Path("{id}/name")
  public Response rename(
      @PathParam("id") UUID id, @BeanParam SavedViewForm form, @Context HttpHeaders headers) {
    try {
      views.rename(current.personOrThrow(), id, form);
      SavedView view = views.findForChange(current.personOrThrow(), id);
      return Redirect.to(
          headers, list() + "?" + view.query(), "The view is now named “" + view.name() + "”.");
    } catch (InvalidInputException e) {
      SavedView view = views.findForChange(current.personOrThrow(), id);
      return invalid(Templates.renameView(view, form.name(), FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/deletion")
  public TemplateInstance deletion(@PathParam("id") UUID id) {
    return Templates.deleteView(views.findForChange(current.personOrThrow(), id));
  }

  @POST
  @Path("{id}/deletion")
  public Response delete(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    SavedView view = views.findForChange(current.personOrThrow(), id);
    views.delete(current.personOrThrow(), id);
    return Redirect.to(headers, list(), "The view “" + view.name() + "” was deleted.");
  }

  private String list() {
    return organization.getOrThrow().path("requests");
  }

  private RequestFilter filter(RequestFilter.InAddress typed) {
    return typed.filter(organization.getOrThrow().zone());
  }

  private String query(RequestFilter.InAddress typed) {
    return new Address(filter(typed).parameters()).query();
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
