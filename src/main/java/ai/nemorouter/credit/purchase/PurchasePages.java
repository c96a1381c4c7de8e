package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.refund.Dispute;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.credit.refund.Refunds;
import ai.nemorouter.money.Money;
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

/// Buying credit: the breakdown before paying, the way to the payment page and back, the receipt,
/// and the list of purchases.
@Needs(Permission.VIEW_CREDIT)
@Path("/o/{slug}/credit/purchases")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PurchasePages {
  private final Purchases purchases;
  private final Checkouts checkouts;
  private final Refunds refunds;
  private final ReceiptDocument documents;
  private final PaymentProvider provider;
  private final CurrentActor current;

  PurchasePages(
      Purchases purchases,
      Checkouts checkouts,
      Refunds refunds,
      ReceiptDocument documents,
      PaymentProvider provider,
      CurrentActor current) {
    this.purchases = purchases;
    this.checkouts = checkouts;
    this.refunds = refunds;
    this.documents = documents;
    this.provider = provider;
    this.current = current;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance purchases(
        PageOf<Purchase> purchases, ListQuery query, Address address, boolean open);

    static native TemplateInstance buyCredit(
        PurchaseForm form,
        @Nullable Quote quote,
        Purchases.Offer offer,
        List<Money> chips,
        boolean open,
        boolean demo);

    static native TemplateInstance checkout(Purchase purchase);

    static native TemplateInstance purchase(
        Purchase purchase,
        List<Refund> refunds,
        List<Dispute> disputes,
        boolean canceled,
        boolean demo);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(Purchases.Sort.class, Purchases.PAID, Purchases.UNPAID);
    return Templates.purchases(
        purchases.list(current.personOrThrow(), query), query, query.address(), checkouts.isOpen());
  }

  /// The form with what the amount costs, as it is typed.
  @Needs(Permission.BUY_CREDIT)
  @GET
  @Path("new")
  public TemplateInstance buying(
      @QueryParam("amount") @DefaultValue(PurchaseForm.FIRST) String amount) {
    return form(amount, FormError.NONE);
  }

  @Needs(Permission.BUY_CREDIT)
  @POST
  public Response buy(
      @PathParam("slug") String slug,
      @FormParam("amount") @DefaultValue("") String amount,
      @FormParam("total") @DefaultValue("") String total,
      @Context HttpHeaders headers) {
    try {
      Purchase purchase =
          checkouts.buy(
              current.personOrThrow(),
              PurchaseForm.amountOrThrow(amount),
              PurchaseForm.seen(total));
      return Redirect.to(
          headers, "/o/" + slug + "/credit/purchases/" + purchase.id() + "/checkout");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(amount, FormError.of(e))).build();
    }
  }

  /// Sends the browser on to the payment page: a page and no redirect, because a form of the
  /// console may lead nowhere else.
  @Needs(Permission.BUY_CREDIT)
  @GET
  @Path("{id}/checkout")
  public TemplateInstance checkout(@PathParam("id") UUID id) {
    Purchase purchase = purchases.find(current.personOrThrow(), id);
    return purchase.isPayable() ? Templates.checkout(purchase) : page(purchase, false);
  }

  /// Where the buyer comes back to, and later the receipt.
  @GET
  @Path("{id}")
  public TemplateInstance purchase(
      @PathParam("id") UUID id, @QueryParam("canceled") @DefaultValue("false") boolean canceled) {
    Purchase purchase = checkouts.find(current.personOrThrow(), id);
    return page(purchase, canceled && purchase.isPayable());
  }

  private TemplateInstance page(Purchase purchase, boolean canceled) {
    return Templates.purchase(
        purchase,
        refunds.list(current.personOrThrow(), purchase.id()),
        refunds.disputes(current.personOrThrow(), purchase.id()),
        canceled,
        provider.isDemo());
  }

  @GET
  @Path("{id}/receipt.pdf")
  @Produces("application/pdf")
  public Response receipt(@PathParam("id") UUID id) {
    byte[] document = documents.of(current.personOrThrow(), id);
    return Response.ok(document)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"receipt.pdf\"")
        .build();
  }

  private TemplateInstance form(String amount, FormError error) {
    Actor actor = current.personOrThrow();
    Purchases.Offer offer = purchases.offer(actor);
    Quote quote = null;
    FormError shown = error;
    try {
      quote = purchases.quote(actor, PurchaseForm.amountOrThrow(amount));
    } catch (InvalidInputException e) {
      shown = FormError.of(e);
    }
    return Templates.buyCredit(
        new PurchaseForm(amount, shown),
        quote,
        offer,
        PurchaseForm.chips(offer),
        checkouts.isOpen(),
        provider.isDemo());
  }
}
