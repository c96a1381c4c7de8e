package ai.nemorouter.organization;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
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

/// All organizations of the installation: making them, suspending them, and keeping one that is
/// about to be deleted.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/organizations")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorOrganizationsPages {
  private static final String LIST = "/operator/organizations";

  private final OperatorOrganizations organizations;
  private final Suspensions suspensions;
  private final Deletions deletions;
  private final CurrentActor current;

  OperatorOrganizationsPages(
      OperatorOrganizations organizations,
      Suspensions suspensions,
      Deletions deletions,
      CurrentActor current) {
    this.organizations = organizations;
    this.suspensions = suspensions;
    this.deletions = deletions;
    this.current = current;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance organizations(
        PageOf<OrganizationOverview> organizations, ListQuery query, Address address);

    static native TemplateInstance newOrganization(NewOrganization form, FormError error);

    static native TemplateInstance suspendOrganization(
        Organization organization, SuspensionForm form, FormError error);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query =
        asked.knowing(
            OperatorOrganizations.Sort.class,
            OperatorOrganizations.ACTIVE,
            OperatorOrganizations.SUSPENDED,
            OperatorOrganizations.DELETING);
    return Templates.organizations(
        organizations.list(current.operatorOrThrow(), query), query, query.address());
  }

  @GET
  @Path("new")
  public TemplateInstance making() {
    current.operatorOrThrow();
    return Templates.newOrganization(NewOrganization.empty(), FormError.NONE);
  }

  @POST
  public Response make(@BeanParam NewOrganization form, @Context HttpHeaders headers) {
    Operator operator = current.operatorOrThrow();
    try {
      String more = said(organizations.create(operator, form).owner());
      return Redirect.to(headers, LIST, "The organization “" + form.name() + "” was made." + more);
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.newOrganization(form, FormError.of(e)))
          .build();
    }
  }

  @GET
  @Path("{id}/suspension")
  public TemplateInstance suspending(@PathParam("id") UUID id) {
    Organization organization = organizations.find(current.operatorOrThrow(), id);
    return Templates.suspendOrganization(organization, new SuspensionForm(""), FormError.NONE);
  }

  @POST
  @Path("{id}/suspension")
  public Response suspend(
      @PathParam("id") UUID id, @BeanParam SuspensionForm form, @Context HttpHeaders headers) {
    Operator operator = current.operatorOrThrow();
    Organization organization = organizations.find(operator, id);
    try {
      suspensions.suspend(operator, id, form);
      return Redirect.to(
          headers, LIST, organization.name() + " is suspended: no call starts any more.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.suspendOrganization(organization, form, FormError.of(e)))
          .build();
    }
  }

  @POST
  @Path("{id}/suspension/end")
  public Response resume(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Organization organization = organizations.find(current.operatorOrThrow(), id);
    suspensions.resume(current.operatorOrThrow(), id);
    return Redirect.to(
        headers, LIST, "The operators' suspension of " + organization.name() + " has ended.");
  }

  @POST
  @Path("{id}/deletion/undo")
  public Response keep(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Organization organization = organizations.find(current.operatorOrThrow(), id);
    deletions.undo(current.operatorOrThrow(), id);
    return Redirect.to(headers, LIST, organization.name() + " stays.");
  }

  private static String said(OperatorOrganizations.FirstOwner owner) {
    return switch (owner) {
      case NONE -> "";
      case MADE -> " Its first owner can enter at once.";
      case INVITED -> " Its first owner was invited by e-mail.";
      case INVITED_WITHOUT_MAIL ->
          " No e-mail could be sent: make a new link for its first owner among its invitations and pass that on.";
    };
  }
}
