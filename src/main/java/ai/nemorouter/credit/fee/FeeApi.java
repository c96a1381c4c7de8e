package ai.nemorouter.credit.fee;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.credit.purchase.FeeJson;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The platform fee, for programs that run the installation.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Fee and payments")
@Path("/v1/operator/fee")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class FeeApi {
  private final Fees fees;
  private final CurrentActor current;

  FeeApi(Fees fees, CurrentActor current) {
    this.fees = fees;
    this.current = current;
  }

  /// What is absent stays.
  ///
  /// @param taxOn `fee` or `total`
  @Schema(name = "FeeChange")
  record Change(
      @Nullable BigDecimal feePercent,
      @Nullable BigDecimal feeMinimum,
      @Nullable String taxName,
      @Nullable BigDecimal taxPercent,
      @Schema(
              description = "What is taxed.",
              enumeration = {"fee", "total"})
          @Nullable String taxOn) {
    FeePages.Form over(FeePages.Form before) {
      return new FeePages.Form(
          typed(feePercent, before.percent()),
          typed(feeMinimum, before.minimum()),
          taxName == null ? before.taxName() : taxName,
          typed(taxPercent, before.taxPercent()),
          taxOn == null ? before.taxOn() : base(taxOn));
    }

    private static String typed(@Nullable BigDecimal number, String before) {
      return number == null ? before : number.toPlainString();
    }

    private static String base(String word) {
      for (Tax.Base base : Tax.Base.values()) {
        if (base.word().equals(word)) {
          return word;
        }
      }
      throw new InvalidInputException("tax_on", "`tax_on` must be \"fee\" or \"total\".");
    }
  }

  @Operation(operationId = "getFee", summary = "Get the platform fee.")
  @GET
  public Data<InForce> find() {
    return new Data<>(InForce.of(inForce(current.operatorOrThrow())));
  }

  /// Makes a new version; what was quoted before keeps its price.
  @Operation(
      operationId = "updateFee",
      summary = "Change the platform fee; what is left out stays.")
  @PATCH
  public Data<InForce> set(@RequestBodySchema(Change.class) byte[] body) {
    Operator operator = current.operatorOrThrow();
    Change change = ApiInput.readOrThrow(body, Change.class);
    fees.set(operator, change.over(FeePages.Form.of(inForce(operator).fee())).parse());
    return new Data<>(InForce.of(inForce(operator)));
  }

  private FeeVersion inForce(Operator operator) {
    return fees.overview(operator, 1).current();
  }

  /// The version that counts now.
  @Schema(name = "FeeInForce")
  record InForce(
      @JsonUnwrapped FeeJson fee,
      long version,
      @Schema(description = "Null where none was set.") @Nullable String setBy,
      @Nullable Instant since) {
    static InForce of(FeeVersion version) {
      return new InForce(
          FeeJson.of(version.fee()),
          version.number(),
          version.setBy().isEmpty() ? null : version.setBy(),
          version.since());
    }
  }
}
