package ai.nemorouter.credit;

import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Tells programs how much credit their organization was given and has used, in OpenRouter's shape.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits")
@Produces(MediaType.APPLICATION_JSON)
public class CreditApi {
  private final Credits credits;
  private final AutomationSignIn signIn;

  CreditApi(Credits credits, AutomationSignIn signIn) {
    this.credits = credits;
    this.signIn = signIn;
  }

  @GET
  public String balance(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    Balance balance = credits.balance(signIn.automationOrThrow(authorization));
    ObjectNode answer = Json.object();
    answer
        .putObject("data")
        .put("total_credits", new BigDecimal(balance.granted().plain()))
        .put("total_usage", new BigDecimal(balance.used().plain()));
    return Json.write(answer);
  }
}
