package ai.nemorouter.credit.topup;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.purchase.Checkouts;
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

/// Automatic top-up: what it is set to, and its payment method.
@Needs(Permission.VIEW_CREDIT)
@Path("/o/{slug}/credit/top-up")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TopUpPages {
  private final TopUps topUps;
  private final TopUpCards cards;
  private final Checkouts checkouts;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  TopUpPages(
      TopUps topUps,
      TopUpCards cards,
      Checkouts checkouts,
      CurrentActor current,
      CurrentOrganization organization) {
    this.topUps = topUps;
    this.cards = cards;
    this.checkouts = checkouts;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance topUp(
        TopUp topUp, TopUpForm form, FormError error, boolean open);

    static native TemplateInstance saveMethod(String url);
  }

  /// Also where a person comes back to after saving a payment method.
  @Needs(Permission.BUY_CREDIT)
  @GET
  public TemplateInstance topUp() {
    cards.lookAt(current.personOrThrow());
    TopUp topUp = topUps.find(current.personOrThrow());
    return Templates.topUp(topUp, TopUpForm.of(topUp.terms()), FormError.NONE, checkouts.isOpen());
  }

  @Needs(Permission.BUY_CREDIT)
  @POST
  public Response set(@BeanParam TopUpForm form, @Context HttpHeaders headers) {
    try {
      TopUp set = topUps.set(current.personOrThrow(), form.parse());
      return Redirect.to(
          headers,
          organization.getOrThrow().path("credit/top-up"),
          set.terms().enabled() ? "Automatic top-up is on." : "Automatic top-up is off.");
    } catch (InvalidInputException e) {
      return invalid(form, e);
    }
  }

  @Needs(Permission.BUY_CREDIT)
  @POST
  @Path("method")
  public Response beginMethod(@Context HttpHeaders headers) {
    String page = organization.getOrThrow().path("credit/top-up");
    try {
      cards.begin(current.personOrThrow(), organization.getOrThrow().name(), page);
      return Redirect.to(headers, page + "/method");
    } catch (InvalidInputException e) {
      return invalid(TopUpForm.of(topUps.find(current.personOrThrow()).terms()), e);
    }
  }

  /// Sends the browser on: a page and no redirect, because a form of the console may lead nowhere
  /// else.
  @Needs(Permission.BUY_CREDIT)
  @GET
  @Path("method")
  public TemplateInstance method() {
    String url = topUps.find(current.personOrThrow()).setupUrl();
    return url == null ? topUp() : Templates.saveMethod(url);
  }

  @Needs(Permission.BUY_CREDIT)
  @POST
  @Path("method/removal")
  public Response removeMethod(@Context HttpHeaders headers) {
    topUps.forgetMethod(current.personOrThrow());
    return Redirect.to(
        headers,
        organization.getOrThrow().path("credit/top-up"),
        "The payment method was removed and automatic top-up is off.");
  }

  private Response invalid(TopUpForm form, InvalidInputException e) {
    TopUp topUp = topUps.find(current.personOrThrow());
    return Response.status(FormError.STATUS)
        .entity(Templates.topUp(topUp, form, FormError.of(e), checkouts.isOpen()))
        .build();
  }
}
