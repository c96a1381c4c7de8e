package ai.nemorouter.credit.refund;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request for a refund.
@Schema(name = "RefundRequest")
record RefundRequest(
    @Schema(
            type = SchemaType.NUMBER,
            nullable = true,
            description = "US dollars of unused credit; all of it where nothing is said.")
        @Nullable JsonNode amount,
    @Schema(type = SchemaType.STRING) @Nullable JsonNode reason) {

  /// @param usual what counts where the body names no amount
  String amountOr(String usual) {
    if (amount == null || amount.isNull()) {
      return usual;
    }
    return amount.isNumber() ? amount.decimalValue().toPlainString() : amount.asText();
  }

  String reasonOr(String usual) {
    return reason == null ? usual : reason.asText(usual);
  }
}
