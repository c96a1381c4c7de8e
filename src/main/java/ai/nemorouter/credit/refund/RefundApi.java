package ai.nemorouter.credit.refund;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.purchase.PurchaseForm;
import ai.nemorouter.credit.purchase.PurchaseJson;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;

/// Refunds of unused credit for programs.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits/purchases/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class RefundApi {
  private static final String PURCHASE = "purchase";

  private final Refunds refunds;
  private final Reversals reversals;
  private final CurrentActor current;

  RefundApi(Refunds refunds, Reversals reversals, CurrentActor current) {
    this.refunds = refunds;
    this.reversals = reversals;
    this.current = current;
  }

  /// Those of the purchase, the newest first.
  @GET
  @Path("refunds")
  public String list(@PathParam("id") String id) {
    List<Refund> found =
        refunds.list(current.automationOrThrow(), ApiInput.idOrThrow(id, PURCHASE));
    return ApiAnswer.list(found, found.size(), PurchaseJson::refund);
  }

  /// Disputes of the purchase, the newest first.
  @GET
  @Path("disputes")
  public String disputes(@PathParam("id") String id) {
    List<Dispute> found =
        refunds.disputes(current.automationOrThrow(), ApiInput.idOrThrow(id, PURCHASE));
    return ApiAnswer.list(found, found.size(), PurchaseJson::dispute);
  }

  /// Refunds `amount` of its unused credit; all that is unused where the body names none.
  @Needs(Permission.BUY_CREDIT)
  @POST
  @Path("refunds")
  public Response refund(@PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID purchase = ApiInput.idOrThrow(id, PURCHASE);
    JsonNode request = ApiInput.bodyOrThrow(body);
    JsonNode amount = request.path("amount");
    String typed =
        amount.isMissingNode() || amount.isNull()
            ? refunds.offer(actor, purchase).unused().plain()
            : amount.isNumber() ? amount.decimalValue().toPlainString() : amount.asText();
    Refund refund =
        reversals.refund(
            actor,
            purchase,
            PurchaseForm.amountOrThrow(typed),
            null,
            request.path("reason").asText("Requested by a program"));
    return Response.status(ApiAnswer.CREATED)
        .entity(ApiAnswer.data(PurchaseJson.refund(refund)))
        .build();
  }
}
