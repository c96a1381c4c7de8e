package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.platform.json.Data;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Tells programs what credit costs: the same figures as the console shows before paying.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
@Path("/v1/credits/quote")
@Produces(MediaType.APPLICATION_JSON)
public class QuoteApi {
  private final Purchases purchases;
  private final CurrentActor current;

  QuoteApi(Purchases purchases, CurrentActor current) {
    this.purchases = purchases;
    this.current = current;
  }

  /// @param amount of credit, in US dollars
  @Operation(operationId = "getQuote", summary = "Get what an amount of credit costs.")
  @GET
  public Data<QuoteJson> quote(
      @Parameter(description = "US dollars of credit.", required = true)
          @QueryParam("amount")
          @DefaultValue("")
          String amount) {
    Actor actor = current.automationOrThrow();
    Quote quote = purchases.quote(actor, PurchaseForm.amountOrThrow(amount));
    return new Data<>(QuoteJson.of(quote, purchases.offer(actor).fee()));
  }
}
