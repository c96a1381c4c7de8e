package ai.nemorouter.credit.purchase;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that begins a purchase.
@Schema(name = "PurchaseRequest")
record PurchaseRequest(
    @Schema(type = SchemaType.NUMBER, description = "US dollars of credit. Required.")
        @Nullable JsonNode amount) {

  String amountText() {
    if (amount == null) {
      return "";
    }
    return amount.isNumber() ? amount.decimalValue().toPlainString() : amount.asText();
  }
}
