package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.money.Money;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The terms of the platform fee as programs read them.
@Schema(name = "FeeTerms")
public record FeeJson(
    @Schema(description = "Percent of the credit.") BigDecimal feePercent,
    @Schema(description = "The least fee, in US dollars.") Money feeMinimum,
    @Schema(description = "The name of the tax on receipts.") String taxName,
    BigDecimal taxPercent,
    @Schema(
            description = "What is taxed.",
            enumeration = {"fee", "total"})
        String taxOn) {

  public static FeeJson of(Fee fee) {
    return new FeeJson(
        new BigDecimal(fee.rate().plain()),
        fee.minimum(),
        fee.tax().name(),
        new BigDecimal(fee.tax().rate().plain()),
        fee.tax().base().word());
  }
}
