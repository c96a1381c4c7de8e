package ai.nemorouter.sso.domain;

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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Asking for an e-mail domain and letting it go.
@Path("/o/{slug}/settings/sso/domains")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class DomainsPages {
  private final Domains domains;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  DomainsPages(Domains domains, CurrentActor current, CurrentOrganization organization) {
    this.domains = domains;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance newDomain(String domain, FormError error);

    static native TemplateInstance removeDomain(Domains.Domain domain);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("new")
  public TemplateInstance requesting() {
    current.personOrThrow().authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return Templates.newDomain("", FormError.NONE);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  public Response request(@BeanParam DomainForm form, @Context HttpHeaders headers) {
    try {
      domains.request(current.personOrThrow(), form);
      return Redirect.to(
          headers, root(), "The operator of this installation has to approve the domain now.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.newDomain(form.domain(), FormError.of(e)))
          .build();
    }
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("{domain}/removal")
  public TemplateInstance removing(@PathParam("domain") String domain) {
    current.personOrThrow().authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return Templates.removeDomain(domains.find(current.personOrThrow(), domain));
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("{domain}/removal")
  public Response remove(@PathParam("domain") String domain, @Context HttpHeaders headers) {
    domains.remove(current.personOrThrow(), domain);
    return Redirect.to(headers, root(), "The domain was removed.");
  }

  private String root() {
    return organization.getOrThrow().path("settings/sso");
  }
}
