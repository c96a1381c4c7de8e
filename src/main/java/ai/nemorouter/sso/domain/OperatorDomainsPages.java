package ai.nemorouter.sso.domain;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import java.util.Map;
import java.util.UUID;

/// The domains that organizations ask for, for the operator of this installation to approve.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/domains")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorDomainsPages {
  private static final String ROOT = "/operator/domains";

  private final Domains domains;
  private final CurrentActor current;

  OperatorDomainsPages(Domains domains, CurrentActor current) {
    this.domains = domains;
    this.current = current;
  }

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance operatorDomains(
        PageOf<Domains.Claimed> domains, String search, Address address);

    static native TemplateInstance decideDomain(Domains.Claimed claimed, FormError error);
  }

  @GET
  public TemplateInstance list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") int page) {
    String typed = search.strip();
    return Templates.operatorDomains(
        domains.all(current.operatorOrThrow(), typed, PageOf.within(page)),
        typed,
        new Address(Map.of("search", typed)));
  }

  @GET
  @Path("{org}/{domain}")
  public TemplateInstance deciding(
      @PathParam("org") UUID orgId, @PathParam("domain") String domain) {
    return Templates.decideDomain(
        domains.find(current.operatorOrThrow(), orgId, domain), FormError.NONE);
  }

  @POST
  @Path("{org}/{domain}/approval")
  public Response approve(
      @PathParam("org") UUID orgId,
      @PathParam("domain") String domain,
      @Context HttpHeaders headers) {
    try {
      domains.approve(current.operatorOrThrow(), orgId, domain);
      return Redirect.to(headers, ROOT, "The domain was approved.");
    } catch (InvalidInputException e) {
      Domains.Claimed claimed = domains.find(current.operatorOrThrow(), orgId, domain);
      return Response.status(FormError.STATUS)
          .entity(Templates.decideDomain(claimed, FormError.of(e)))
          .build();
    }
  }

  @POST
  @Path("{org}/{domain}/refusal")
  public Response refuse(
      @PathParam("org") UUID orgId,
      @PathParam("domain") String domain,
      @Context HttpHeaders headers) {
    domains.refuse(current.operatorOrThrow(), orgId, domain);
    return Redirect.to(headers, ROOT, "The domain was taken from the organization.");
  }
}
