package ai.nemorouter.credit.payment;

import ai.nemorouter.credit.purchase.PurchaseJson;
import ai.nemorouter.credit.refund.DisputeJson;
import ai.nemorouter.credit.refund.RefundJson;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A payment as programs that run the installation read it. Amounts are US dollars.
@Schema(name = "Payment")
record PaymentJson(
    @JsonUnwrapped Line line,
    PurchaseJson purchase,
    @Schema(description = "What was paid where it is not what was agreed on.")
        @Nullable String paidInstead,
    List<RefundJson> refunds,
    List<DisputeJson> disputes) {

  static PaymentJson of(Payments.Payment payment) {
    return new PaymentJson(
        Line.of(payment.line()),
        PurchaseJson.of(payment.purchase()),
        payment.paidInstead().isEmpty() ? null : payment.paidInstead(),
        payment.refunds().stream().map(RefundJson::of).toList(),
        payment.disputes().stream().map(DisputeJson::of).toList());
  }

  /// One in a list.
  @Schema(name = "PaymentSummary")
  record Line(
      @Schema(description = "The id of the purchase.") UUID id,
      UUID organizationId,
      String organization,
      String status,
      Money credit,
      Money total,
      String buyer,
      Instant createdAt,
      @Nullable String receipt,
      @Schema(description = "The payment provider's id of the checkout.")
          @Nullable String sessionId,
      @Schema(description = "The payment provider's id of the payment.")
          @Nullable String paymentId) {
    static Line of(Payments.Line line) {
      return new Line(
          line.id(),
          line.orgId(),
          line.organization(),
          line.status().word(),
          line.credit(),
          line.total(),
          line.buyer(),
          line.createdAt(),
          line.receipt(),
          line.sessionId(),
          line.paymentId());
    }
  }
}
