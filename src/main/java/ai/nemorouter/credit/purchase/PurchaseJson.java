package ai.nemorouter.credit.purchase;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A purchase as programs read it.
@Schema(name = "Purchase")
public record PurchaseJson(
    UUID id,
    @Schema(description = "How far it is.") String status,
    Instant createdAt,
    @Nullable Instant paidAt,
    String buyer,
    @Schema(description = "Why it failed or waits; null where nothing is wrong.")
        @Nullable String problem,
    @Schema(description = "Where a person pays; null where nothing is to be paid.")
        @Nullable String checkoutUrl,
    @Schema(description = "The number of the receipt; null before there is one.")
        @Nullable String receipt,
    @JsonUnwrapped QuoteJson quote) {

  public static PurchaseJson of(Purchase purchase) {
    Purchase.Receipt receipt = purchase.receipt();
    return new PurchaseJson(
        purchase.id(),
        purchase.status().word(),
        purchase.createdAt(),
        purchase.paidAt(),
        purchase.buyerName(),
        purchase.problem().isEmpty() ? null : purchase.problem(),
        purchase.isPayable() ? purchase.checkoutUrl() : null,
        receipt == null ? null : receipt.label(),
        QuoteJson.of(purchase.quote(), purchase.fee()));
  }
}
