package ai.nemorouter.credit.topup;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that changes automatic top-up. What it leaves out stays.
@Schema(name = "TopUpRequest")
record TopUpRequest(
    @Schema(type = SchemaType.BOOLEAN) @Nullable JsonNode enabled,
    @Schema(
            type = SchemaType.NUMBER,
            description = "It buys when less credit than this is left, in US dollars.")
        @Nullable JsonNode threshold,
    @Schema(
            type = SchemaType.NUMBER,
            description = "How much credit it buys at a time, in US dollars.")
        @Nullable JsonNode amount,
    @Schema(
            type = SchemaType.NUMBER,
            description = "How much it buys in a month at most, in US dollars.")
        @Nullable JsonNode monthlyCeiling) {

  TopUpForm over(TopUp.Terms before) {
    boolean on = enabled == null ? before.enabled() : enabled.asBoolean(before.enabled());
    return new TopUpForm(
        on ? "true" : "",
        text(threshold, before.threshold().plain()),
        text(amount, before.amount().plain()),
        text(monthlyCeiling, before.ceiling().plain()));
  }

  private static String text(@Nullable JsonNode sent, String before) {
    return sent == null ? before : sent.asText(before);
  }
}
