package ai.nemorouter.credit.refund;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.purchase.PurchaseForm;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Refunds of unused credit for programs.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
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
  @Operation(
      operationId = "listRefunds",
      summary = "List the refunds of a purchase, the newest first.")
  @GET
  @Path("refunds")
  public Listed<RefundJson> list(@PathParam("id") String id) {
    List<Refund> found =
        refunds.list(current.automationOrThrow(), ApiInput.idOrThrow(id, PURCHASE));
    return Listed.of(found, RefundJson::of);
  }

  /// Disputes of the purchase, the newest first.
  @Operation(
      operationId = "listDisputes",
      summary = "List the disputes of a purchase, the newest first.")
  @GET
  @Path("disputes")
  public Listed<DisputeJson> disputes(@PathParam("id") String id) {
    List<Dispute> found =
        refunds.disputes(current.automationOrThrow(), ApiInput.idOrThrow(id, PURCHASE));
    return Listed.of(found, DisputeJson::of);
  }

  /// Refunds `amount` of its unused credit; all that is unused where the body names none.
  @Operation(operationId = "createRefund", summary = "Refund unused credit of a purchase.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.BUY_CREDIT)
  @POST
  @Path("refunds")
  public Data<RefundJson> refund(
      @PathParam("id") String id, @RequestBodySchema(RefundRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID purchase = ApiInput.idOrThrow(id, PURCHASE);
    RefundRequest request = ApiInput.readOrThrow(body, RefundRequest.class);
    String amount = request.amountOr(refunds.offer(actor, purchase).unused().plain());
    Refund refund =
        reversals.refund(
            actor,
            purchase,
            PurchaseForm.amountOrThrow(amount),
            null,
            request.reasonOr("Requested by a program"));
    return new Data<>(RefundJson.of(refund));
  }
}
