package ai.nemorouter.credit;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;

/// Tells programs how much credit their organization was given and has used, in OpenRouter's shape.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits")
@Produces(MediaType.APPLICATION_JSON)
public class CreditApi {
  private final Credits credits;
  private final CurrentActor current;

  CreditApi(Credits credits, CurrentActor current) {
    this.credits = credits;
    this.current = current;
  }

  @GET
  public String balance() {
    Balance balance = credits.balance(current.automationOrThrow());
    return ApiAnswer.data(
        Json.object()
            .put("total_credits", new BigDecimal(balance.granted().plain()))
            .put("total_usage", new BigDecimal(balance.used().plain())));
  }
}
