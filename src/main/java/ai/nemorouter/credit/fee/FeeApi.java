package ai.nemorouter.credit.fee;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.credit.purchase.PurchaseJson;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The platform fee, for programs that run the installation.
@OpenTo(OpenTo.Audience.OPERATORS)
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
  record Change(
      @Nullable BigDecimal feePercent,
      @Nullable BigDecimal feeMinimum,
      @Nullable String taxName,
      @Nullable BigDecimal taxPercent,
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

  @GET
  public String find() {
    return ApiAnswer.data(json(inForce(current.operatorOrThrow())));
  }

  /// Makes a new version; what was quoted before keeps its price.
  @PATCH
  public String set(byte[] body) {
    Operator operator = current.operatorOrThrow();
    Change change = ApiInput.readOrThrow(body, Change.class);
    fees.set(operator, change.over(FeePages.Form.of(inForce(operator).fee())).parse());
    return ApiAnswer.data(json(inForce(operator)));
  }

  private FeeVersion inForce(Operator operator) {
    return fees.overview(operator, 1).current();
  }

  private static ObjectNode json(FeeVersion version) {
    return PurchaseJson.fee(version.fee())
        .put("version", version.number())
        .put("set_by", version.setBy().isEmpty() ? null : version.setBy())
        .put("since", version.since() == null ? null : version.since().toString());
  }
}
