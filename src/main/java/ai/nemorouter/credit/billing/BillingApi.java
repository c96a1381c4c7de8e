package ai.nemorouter.credit.billing;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Billing details for programs.
@Needs(Permission.VIEW_CREDIT)
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

  @GET
  public String find() {
    return answer(billing.find(current.automationOrThrow()));
  }

  /// What the body leaves out stays.
  @Needs(Permission.BUY_CREDIT)
  @PATCH
  public String set(byte[] body) {
    Actor actor = current.automationOrThrow();
    JsonNode request = ApiInput.bodyOrThrow(body);
    BillingDetails before = billing.find(actor);
    BillingDetails details =
        new BillingDetails(
            request.path("name").asText(before.name()),
            request.path("address").asText(before.address()),
            request.path("tax_id").asText(before.taxId()),
            request.path("email").asText(before.email()));
    billing.set(actor, details);
    return answer(details);
  }

  private static String answer(BillingDetails details) {
    return ApiAnswer.data(
        Json.object()
            .put("name", details.name())
            .put("address", details.address())
            .put("tax_id", details.taxId())
            .put("email", details.email()));
  }
}
