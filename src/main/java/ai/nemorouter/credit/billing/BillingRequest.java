package ai.nemorouter.credit.billing;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that changes billing details. What it leaves out stays.
@Schema(name = "BillingRequest")
record BillingRequest(
    @Schema(type = SchemaType.STRING) @Nullable JsonNode name,
    @Schema(type = SchemaType.STRING) @Nullable JsonNode address,
    @Schema(type = SchemaType.STRING) @Nullable JsonNode taxId,
    @Schema(type = SchemaType.STRING) @Nullable JsonNode email) {

  BillingDetails over(BillingDetails before) {
    return new BillingDetails(
        text(name, before.name()),
        text(address, before.address()),
        text(taxId, before.taxId()),
        text(email, before.email()));
  }

  private static String text(@Nullable JsonNode sent, String before) {
    return sent == null ? before : sent.asText(before);
  }
}
