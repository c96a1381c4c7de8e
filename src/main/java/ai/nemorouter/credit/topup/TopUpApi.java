package ai.nemorouter.credit.topup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;

/// Automatic top-up for programs. A person saves the payment method, in the console.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits/top-up")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class TopUpApi {
  private final TopUps topUps;
  private final CurrentActor current;

  TopUpApi(TopUps topUps, CurrentActor current) {
    this.topUps = topUps;
    this.current = current;
  }

  @GET
  public String find() {
    return ApiAnswer.data(json(topUps.find(current.automationOrThrow())));
  }

  /// What the body leaves out stays.
  @Needs(Permission.BUY_CREDIT)
  @PATCH
  public String set(byte[] body) {
    Actor actor = current.automationOrThrow();
    JsonNode request = ApiInput.bodyOrThrow(body);
    TopUp.Terms before = topUps.find(actor).terms();
    TopUpForm form =
        new TopUpForm(
            request.path("enabled").asBoolean(before.enabled()) ? "true" : "",
            request.path("threshold").asText(before.threshold().plain()),
            request.path("amount").asText(before.amount().plain()),
            request.path("monthly_ceiling").asText(before.ceiling().plain()));
    return ApiAnswer.data(json(topUps.set(actor, form.parse())));
  }

  private static ObjectNode json(TopUp topUp) {
    return Json.object()
        .put("enabled", topUp.terms().enabled())
        .put("threshold", new BigDecimal(topUp.terms().threshold().plain()))
        .put("amount", new BigDecimal(topUp.terms().amount().plain()))
        .put("monthly_ceiling", new BigDecimal(topUp.terms().ceiling().plain()))
        .put("payment_method", topUp.saved() ? topUp.method() : null)
        .put("failures", topUp.failures())
        .put("retry_at", topUp.retryAt() == null ? null : topUp.retryAt().toString())
        .put("problem", topUp.problem().isEmpty() ? null : topUp.problem());
  }
}
