package ai.nemorouter.credit.payment;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Payments of all organizations, for programs that run the installation.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Fee and payments")
@Path("/v1/operator/payments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class PaymentApi {
  private final Payments payments;
  private final CurrentActor current;

  PaymentApi(Payments payments, CurrentActor current) {
    this.payments = payments;
    this.current = current;
  }

  /// Why something is decided.
  @Schema(name = "PaymentDecision")
  record Decision(@Schema(description = "Why.") String reason) {}

  /// Those that wait for a decision first, then the newest.
  ///
  /// @param search part of a name of an organization or a buyer, a receipt, or an id of the payment
  ///   provider's
  /// @param status of the purchase, or `refunded`, or `disputed`; empty for all
  /// @param page counted from 1, of 25 each
  @Operation(
      operationId = "listPayments",
      summary = "List payments, those that wait for a decision first, 25 on a page.")
  @GET
  public Listed<PaymentJson.Line> list(
      @Parameter(
              description =
                  "A part of the name of an organization or a buyer, of a receipt, or of an id of the payment provider.")
          @QueryParam("search")
          @DefaultValue("")
          String search,
      @Parameter(description = "A status of the purchase, or `refunded`, or `disputed`.")
          @QueryParam("status")
          @DefaultValue("")
          String status,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Payments.Line> found =
        payments.list(
            current.operatorOrThrow(),
            new ListQuery(
                search,
                Payments.knownOrThrow(status),
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, PaymentJson.Line::of);
  }

  @Operation(operationId = "getPayment", summary = "Get a payment with its refunds and disputes.")
  @GET
  @Path("/{org}/{id}")
  public Data<PaymentJson> find(@PathParam("org") String org, @PathParam("id") String id) {
    return answer(id(org), id(id));
  }

  /// Asks the payment provider how the payment is now, and books the answer.
  @Operation(
      operationId = "fetchPayment",
      summary = "Ask the payment provider how a payment is now.")
  @POST
  @Path("/{org}/{id}/fetch")
  public Data<PaymentJson> fetch(@PathParam("org") String org, @PathParam("id") String id) {
    payments.fetch(current.operatorOrThrow(), id(org), id(id));
    return answer(id(org), id(id));
  }

  /// Adds the credit of a payment that was held back, as it was agreed on.
  @Operation(
      operationId = "grantPayment",
      summary = "Add the credit of a payment that was held back.")
  @POST
  @Path("/{org}/{id}/grant")
  public Data<PaymentJson> grant(
      @PathParam("org") String org,
      @PathParam("id") String id,
      @RequestBodySchema(Decision.class) byte[] body) {
    payments.grant(current.operatorOrThrow(), id(org), id(id), reason(body));
    return answer(id(org), id(id));
  }

  /// Pays back all of a payment that was held back. Its credit was never added.
  @Operation(operationId = "repayPayment", summary = "Pay back a payment that was held back.")
  @POST
  @Path("/{org}/{id}/repayment")
  public Data<PaymentJson> payBack(
      @PathParam("org") String org,
      @PathParam("id") String id,
      @RequestBodySchema(Decision.class) byte[] body) {
    payments.refundHeld(current.operatorOrThrow(), id(org), id(id), reason(body));
    return answer(id(org), id(id));
  }

  private Data<PaymentJson> answer(UUID orgId, UUID id) {
    return new Data<>(PaymentJson.of(payments.find(current.operatorOrThrow(), orgId, id)));
  }

  private static String reason(byte[] body) {
    return ApiInput.readOrThrow(body, Decision.class).reason();
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "payment");
  }
}
