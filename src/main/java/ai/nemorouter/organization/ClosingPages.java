package ai.nemorouter.organization;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Suspending and deleting the organization, and undoing either.
@Needs(Permission.DELETE_ORGANIZATION)
@Path("/o/{slug}/settings/closing")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ClosingPages {
  private static final String PAGE = "settings/closing";

  private final Suspensions suspensions;
  private final Deletions deletions;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ClosingPages(
      Suspensions suspensions,
      Deletions deletions,
      CurrentActor current,
      CurrentOrganization organization) {
    this.suspensions = suspensions;
    this.deletions = deletions;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance closing(Organization organization, long days);

    static native TemplateInstance suspend(Organization organization);

    static native TemplateInstance delete(
        Organization organization, long days, String typed, FormError error);
  }

  @GET
  public TemplateInstance closing() {
    return Templates.closing(suspensions.find(current.personOrThrow()), deletions.days());
  }

  @GET
  @Path("suspension")
  public TemplateInstance suspending() {
    return Templates.suspend(suspensions.find(current.personOrThrow()));
  }

  @POST
  @Path("suspension")
  public Response suspend(@Context HttpHeaders headers) {
    suspensions.suspend(current.personOrThrow());
    return back(headers, "The organization is suspended: no call starts any more.");
  }

  @POST
  @Path("suspension/end")
  public Response resume(@Context HttpHeaders headers) {
    suspensions.resume(current.personOrThrow());
    return back(headers, "The suspension has ended.");
  }

  @GET
  @Path("deletion")
  public TemplateInstance deleting() {
    return Templates.delete(
        suspensions.find(current.personOrThrow()), deletions.days(), "", FormError.NONE);
  }

  @POST
  @Path("deletion")
  public Response delete(
      @FormParam("typed_name") @DefaultValue("") String typed, @Context HttpHeaders headers) {
    Organization before = suspensions.find(current.personOrThrow());
    try {
      deletions.request(current.personOrThrow(), typed);
      return back(headers, "The organization will be deleted. Until then any owner can undo it.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.delete(before, deletions.days(), typed, FormError.of(e)))
          .build();
    }
  }

  @POST
  @Path("deletion/undo")
  public Response undo(@Context HttpHeaders headers) {
    deletions.undo(current.personOrThrow());
    return back(headers, "The organization stays.");
  }

  private Response back(HttpHeaders headers, String notice) {
    return Redirect.to(headers, organization.getOrThrow().path(PAGE), notice);
  }
}
