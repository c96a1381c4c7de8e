package ai.nemorouter.credit.refund;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.CreditForm;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.purchase.PurchaseForm;
import ai.nemorouter.credit.purchase.ReceiptDocument;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/// Refunding unused credit of a purchase, and credit notes.
@Needs(Permission.VIEW_CREDIT)
@Path("/o/{slug}/credit/purchases/{id}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RefundPages {
  private final Refunds refunds;
  private final Reversals reversals;
  private final ReceiptDocument documents;
  private final CurrentActor current;

  RefundPages(
      Refunds refunds, Reversals reversals, ReceiptDocument documents, CurrentActor current) {
    this.refunds = refunds;
    this.reversals = reversals;
    this.documents = documents;
    this.current = current;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance refund(Refunds.Offer offer, CreditForm form, FormError error);

    static native TemplateInstance confirmRefund(
        Refunds.Offer offer, PriceParts parts, String reason, Money left);
  }

  @Needs(Permission.BUY_CREDIT)
  @GET
  @Path("refund")
  public TemplateInstance refunding(@PathParam("id") UUID id) {
    Refunds.Offer offer = refunds.offer(current.personOrThrow(), id);
    return Templates.refund(
        offer,
        new CreditForm(offer.unused().usd().setScale(2).toPlainString(), "", "", ""),
        FormError.NONE);
  }

  /// The first sending shows what would happen; the second, from that page, does it.
  @Needs(Permission.BUY_CREDIT)
  @POST
  @Path("refund")
  public Response refund(
      @PathParam("slug") String slug,
      @PathParam("id") UUID id,
      @BeanParam CreditForm form,
      @FormParam("agreed") @DefaultValue("") String agreed,
      @Context HttpHeaders headers) {
    try {
      Money credit = form.money();
      PriceParts parts = refunds.preview(current.personOrThrow(), id, credit, form.note());
      if (agreed.isEmpty()) {
        Refunds.Offer offer = refunds.offer(current.personOrThrow(), id);
        return Response.ok(
                Templates.confirmRefund(
                    offer, parts, form.note(), offer.unused().minus(parts.credit())))
            .build();
      }
      Refund refund =
          reversals.refund(
              current.personOrThrow(), id, credit, PurchaseForm.seen(agreed), form.note());
      return Redirect.to(headers, "/o/" + slug + "/credit/purchases/" + id, notice(refund));
    } catch (InvalidInputException e) {
      Refunds.Offer offer = refunds.offer(current.personOrThrow(), id);
      return Response.status(FormError.STATUS)
          .entity(Templates.refund(offer, form, FormError.of(e)))
          .build();
    }
  }

  private static String notice(Refund refund) {
    return switch (refund.status()) {
      case REFUNDED -> refund.parts().total().display() + " was paid back.";
      case FAILED -> "The refund failed: " + refund.problem();
      default -> refund.parts().total().display() + " is being paid back.";
    };
  }

  @GET
  @Path("refunds/{refund}/credit-note.pdf")
  @Produces("application/pdf")
  public Response creditNote(@PathParam("refund") UUID refund) {
    byte[] document = documents.creditNote(current.personOrThrow(), refund);
    return Response.ok(document)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"credit-note.pdf\"")
        .build();
  }
}
