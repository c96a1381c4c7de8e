package ai.nemorouter.credit.billing;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Billing details for programs.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
@Path("/v1/credits/billing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class BillingApi {
  private final Billing billing;
  private final CurrentActor current;

  BillingApi(Billing billing, CurrentActor current) {
    this.billing = billing;
    this.current = current;
  }

  @Operation(operationId = "getBilling", summary = "Get the recipient on receipts.")
  @GET
  public Data<BillingJson> find() {
    return answer(billing.find(current.automationOrThrow()));
  }

  /// What the body leaves out stays.
  @Operation(
      operationId = "updateBilling",
      summary = "Change the recipient on receipts; what is left out stays.")
  @Needs(Permission.BUY_CREDIT)
  @PATCH
  public Data<BillingJson> set(@RequestBodySchema(BillingRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    BillingRequest request = ApiInput.readOrThrow(body, BillingRequest.class);
    BillingDetails details = request.over(billing.find(actor));
    billing.set(actor, details);
    return answer(details);
  }

  private static Data<BillingJson> answer(BillingDetails details) {
    return new Data<>(
        new BillingJson(details.name(), details.address(), details.taxId(), details.email()));
  }

  /// The recipient on receipts. What was not set is empty.
  @Schema(name = "Billing")
  record BillingJson(String name, String address, String taxId, String email) {}
}
