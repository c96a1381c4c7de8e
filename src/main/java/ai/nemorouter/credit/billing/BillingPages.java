package ai.nemorouter.credit.billing;

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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The recipient on receipts.
@Needs(Permission.BUY_CREDIT)
@Path("/o/{slug}/credit/billing")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class BillingPages {
  private final Billing billing;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  BillingPages(Billing billing, CurrentActor current, CurrentOrganization organization) {
    this.billing = billing;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance billing(BillingDetails details, FormError error);
  }

  @GET
  public TemplateInstance billing() {
    return Templates.billing(billing.find(current.personOrThrow()), FormError.NONE);
  }

  @POST
  public Response set(@BeanParam BillingDetails details, @Context HttpHeaders headers) {
    try {
      billing.set(current.personOrThrow(), details);
      return Redirect.to(
          headers, organization.getOrThrow().path("credit"), "The billing details are saved.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.billing(details, FormError.of(e)))
          .build();
    }
  }
}
