package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.credit.refund.Dispute;
import ai.nemorouter.credit.refund.Refunds;
import ai.nemorouter.credit.topup.TopUp;
import ai.nemorouter.credit.topup.TopUps;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Credit and its journal; granting and withdrawing for operators.
@Needs(Permission.VIEW_CREDIT)
@Path("/o/{slug}/credit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class CreditPages {
  private final Credits credits;
  private final Checkouts checkouts;
  private final Refunds refunds;
  private final TopUps topUps;
  private final CreditStandings standings;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  CreditPages(
      Credits credits,
      Checkouts checkouts,
      Refunds refunds,
      TopUps topUps,
      CreditStandings standings,
      CurrentActor current,
      CurrentOrganization organization) {
    this.credits = credits;
    this.checkouts = checkouts;
    this.refunds = refunds;
    this.topUps = topUps;
    this.standings = standings;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance credit(
        Balance balance,
        List<CreditGrant> promotions,
        List<Dispute> disputes,
        @Nullable SpendingPace pace,
        TopUp topUp,
        PageOf<JournalEntry> entries,
        Address address,
        boolean open);

    static native TemplateInstance grantCredit(Balance balance, CreditForm form, FormError error);

    static native TemplateInstance withdrawCredit(
        Balance balance, CreditForm form, FormError error);

    static native TemplateInstance confirmWithdrawal(Balance balance, Money amount, String note);
  }

  @GET
  public TemplateInstance credit(@QueryParam("page") @DefaultValue("1") int page) {
    Actor actor = current.personOrThrow();
    Balance balance = credits.balance(actor);
    return Templates.credit(
        balance,
        credits.promotions(current.personOrThrow()),
        refunds.pendingDisputes(current.personOrThrow()),
        standings.paceNow(actor, balance),
        topUps.find(actor),
        credits.entries(current.personOrThrow(), page),
        new Address(Map.of()),
        checkouts.isOpen());
  }

  @Needs(Permission.GRANT_CREDIT)
  @GET
  @Path("grant")
  public TemplateInstance granting() {
    return Templates.grantCredit(
        credits.balanceForChange(current.personOrThrow()), CreditForm.EMPTY, FormError.NONE);
  }

  @Needs(Permission.GRANT_CREDIT)
  @POST
  @Path("grant")
  public Response grant(
      @PathParam("slug") String slug, @BeanParam CreditForm form, @Context HttpHeaders headers) {
    try {
      Money granted = form.money();
      credits.grant(
          current.personOrThrow(),
          form.grantKind(),
          granted,
          form.expiry(organization.getOrThrow().zone()),
          form.note());
      return Redirect.to(headers, path(slug), granted.display() + " of credit was granted.");
    } catch (InvalidInputException e) {
      return invalid(
          Templates.grantCredit(
              credits.balanceForChange(current.personOrThrow()), form, FormError.of(e)));
    }
  }

  @Needs(Permission.GRANT_CREDIT)
  @GET
  @Path("withdrawal")
  public TemplateInstance withdrawing() {
    return Templates.withdrawCredit(
        credits.balanceForChange(current.personOrThrow()), CreditForm.EMPTY, FormError.NONE);
  }

  /// The first sending shows what would happen; the second, from that page, does it.
  @Needs(Permission.GRANT_CREDIT)
  @POST
  @Path("withdrawal")
  public Response withdraw(
      @PathParam("slug") String slug,
      @BeanParam CreditForm form,
      @FormParam("confirmed") @DefaultValue("false") boolean confirmed,
      @Context HttpHeaders headers) {
    try {
      Money withdrawn = form.money();
      if (!confirmed) {
        Balance balance = credits.checkWithdrawal(current.personOrThrow(), withdrawn, form.note());
        return Response.ok(Templates.confirmWithdrawal(balance, withdrawn, form.note())).build();
      }
      credits.withdraw(current.personOrThrow(), withdrawn, form.note());
      return Redirect.to(headers, path(slug), withdrawn.display() + " of credit was withdrawn.");
    } catch (InvalidInputException e) {
      return invalid(
          Templates.withdrawCredit(
              credits.balanceForChange(current.personOrThrow()), form, FormError.of(e)));
    }
  }

  private static String path(String slug) {
    return "/o/" + slug + "/credit";
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
