package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.refund.Dispute;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Quotes and purchases as programs read them.
public final class PurchaseJson {
  private PurchaseJson() {}

  /// @param fee by which it is quoted
  static ObjectNode quote(Quote quote, Fee fee) {
    ObjectNode json =
        Json.object()
            .put("currency", "USD")
            .put("credit", usd(quote.credit()))
            .put("fee", usd(quote.fee()))
            .put("tax", usd(quote.tax()))
            .put("total", usd(quote.total()));
    json.set("terms", fee(fee));
    return json;
  }

  public static ObjectNode fee(Fee fee) {
    return Json.object()
        .put("fee_percent", new BigDecimal(fee.rate().plain()))
        .put("fee_minimum", usd(fee.minimum()))
        .put("tax_name", fee.tax().name())
        .put("tax_percent", new BigDecimal(fee.tax().rate().plain()))
        .put("tax_on", fee.tax().base().word());
  }

  public static ObjectNode purchase(Purchase purchase) {
    ObjectNode json =
        Json.object()
            .put("id", purchase.id().toString())
            .put("status", purchase.status().word())
            .put("created_at", purchase.createdAt().toString())
            .put("paid_at", text(purchase.paidAt()))
            .put("buyer", purchase.buyerName())
            .put("problem", purchase.problem().isEmpty() ? null : purchase.problem())
            .put("checkout_url", purchase.isPayable() ? purchase.checkoutUrl() : null)
            .put("receipt", purchase.receipt() == null ? null : purchase.receipt().label());
    json.setAll(quote(purchase.quote(), purchase.fee()));
    return json;
  }

  public static ObjectNode refund(Refund refund) {
    return Json.object()
        .put("id", refund.id().toString())
        .put("purchase_id", refund.purchaseId().toString())
        .put("status", refund.status().word())
        .put("origin", refund.origin().word())
        .put("credit", usd(refund.parts().credit()))
        .put("fee", usd(refund.parts().fee()))
        .put("tax", usd(refund.parts().tax()))
        .put("total", usd(refund.parts().total()))
        .put("reason", refund.reason())
        .put("requested_by", refund.requestedBy())
        .put("problem", refund.problem().isEmpty() ? null : refund.problem())
        .put("created_at", refund.createdAt().toString())
        .put("refunded_at", text(refund.refundedAt()))
        .put("credit_note", refund.note());
  }

  public static ObjectNode dispute(Dispute dispute) {
    return Json.object()
        .put("id", dispute.id().toString())
        .put("purchase_id", dispute.purchaseId().toString())
        .put("status", dispute.status().word())
        .put("total", usd(dispute.parts().total()))
        .put(
            "void_credit",
            usd(dispute.isOpen() || dispute.isLost() ? dispute.voided() : Money.ZERO))
        .put("reason", dispute.reason())
        .put("opened_at", dispute.openedAt().toString())
        .put("closed_at", text(dispute.closedAt()));
  }

  public static BigDecimal usd(Money amount) {
    return new BigDecimal(amount.plain());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
