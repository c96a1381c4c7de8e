package ai.nemorouter.credit;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Data;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Tells programs how much credit their organization was given and has used, in OpenRouter's shape.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
@Path("/v1/credits")
@Produces(MediaType.APPLICATION_JSON)
public class CreditApi {
  private final Credits credits;
  private final CurrentActor current;

  CreditApi(Credits credits, CurrentActor current) {
    this.credits = credits;
    this.current = current;
  }

  /// What was given and used, in US dollars.
  @Schema(name = "Credits")
  record Total(Money totalCredits, Money totalUsage) {}

  @Operation(
      operationId = "getCredits",
      summary = "Get how much credit the organization was given and has used.")
  @GET
  public Data<Total> balance() {
    Balance balance = credits.balance(current.automationOrThrow());
    return new Data<>(new Total(balance.granted(), balance.used()));
  }
}
