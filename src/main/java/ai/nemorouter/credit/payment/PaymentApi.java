package ai.nemorouter.credit.payment;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.credit.purchase.PurchaseJson;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/// Payments of all organizations, for programs that run the installation.
@OpenTo(OpenTo.Audience.OPERATORS)
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
  record Decision(String reason) {}

  /// Those that wait for a decision first, then the newest.
  ///
  /// @param search part of a name of an organization or a buyer, a receipt, or an id of the payment
  ///   provider's
  /// @param status of the purchase, or `refunded`, or `disputed`; empty for all
  /// @param page counted from 1, of 25 each
  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("status") @DefaultValue("") String status,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Payments.Line> found =
        payments.list(
            current.operatorOrThrow(),
            new ListQuery(
                search,
                Payments.knownOrThrow(status),
                "",
                ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), PaymentApi::line);
  }

  @GET
  @Path("/{org}/{id}")
  public String find(@PathParam("org") String org, @PathParam("id") String id) {
    return answer(id(org), id(id));
  }

  /// Asks the payment provider how the payment is now, and books the answer.
  @POST
  @Path("/{org}/{id}/fetch")
  public String fetch(@PathParam("org") String org, @PathParam("id") String id) {
    payments.fetch(current.operatorOrThrow(), id(org), id(id));
    return answer(id(org), id(id));
  }

  /// Adds the credit of a payment that was held back, as it was agreed on.
  @POST
  @Path("/{org}/{id}/grant")
  public String grant(@PathParam("org") String org, @PathParam("id") String id, byte[] body) {
    payments.grant(current.operatorOrThrow(), id(org), id(id), reason(body));
    return answer(id(org), id(id));
  }

  /// Pays back all of a payment that was held back. Its credit was never added.
  @POST
  @Path("/{org}/{id}/repayment")
  public String payBack(@PathParam("org") String org, @PathParam("id") String id, byte[] body) {
    payments.refundHeld(current.operatorOrThrow(), id(org), id(id), reason(body));
    return answer(id(org), id(id));
  }

  private String answer(UUID orgId, UUID id) {
    Payments.Payment payment = payments.find(current.operatorOrThrow(), orgId, id);
    ObjectNode json = line(payment.line());
    json.set("purchase", PurchaseJson.purchase(payment.purchase()));
    json.put("paid_instead", payment.paidInstead().isEmpty() ? null : payment.paidInstead());
    ArrayNode refunds = json.putArray("refunds");
    payment.refunds().forEach(refund -> refunds.add(PurchaseJson.refund(refund)));
    ArrayNode disputes = json.putArray("disputes");
    payment.disputes().forEach(dispute -> disputes.add(PurchaseJson.dispute(dispute)));
    return ApiAnswer.data(json);
  }

  private static ObjectNode line(Payments.Line line) {
    return Json.object()
        .put("id", line.id().toString())
        .put("organization_id", line.orgId().toString())
        .put("organization", line.organization())
        .put("status", line.status().word())
        .put("credit", PurchaseJson.usd(line.credit()))
        .put("total", PurchaseJson.usd(line.total()))
        .put("buyer", line.buyer())
        .put("created_at", line.createdAt().toString())
        .put("receipt", line.receipt())
        .put("session_id", line.sessionId())
        .put("payment_id", line.paymentId());
  }

  private static String reason(byte[] body) {
    return ApiInput.readOrThrow(body, Decision.class).reason();
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "payment");
  }
}
