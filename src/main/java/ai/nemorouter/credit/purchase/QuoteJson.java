package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What credit costs as programs read it.
@Schema(name = "Quote")
record QuoteJson(
    @Schema(description = "Always `USD`.") String currency,
    Money credit,
    @Schema(description = "The platform fee, on top of the credit.") Money fee,
    Money tax,
    @Schema(description = "What is paid.") Money total,
    @Schema(description = "The terms behind these figures.") FeeJson terms) {

  /// @param fee by which it is quoted
  static QuoteJson of(Quote quote, Fee fee) {
    return new QuoteJson(
        "USD", quote.credit(), quote.fee(), quote.tax(), quote.total(), FeeJson.of(fee));
  }
}
