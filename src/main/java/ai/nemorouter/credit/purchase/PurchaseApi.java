package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Purchases of credit for programs. A person pays: at `checkout_url`.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits/purchases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class PurchaseApi {
  private final Purchases purchases;
  private final Checkouts checkouts;
  private final CurrentActor current;

  PurchaseApi(Purchases purchases, Checkouts checkouts, CurrentActor current) {
    this.purchases = purchases;
    this.checkouts = checkouts;
    this.current = current;
  }

  /// @param page counted from 1, of 25 each, the newest first
  @GET
  public String list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Purchase> found =
        purchases.list(
            current.automationOrThrow(),
            new ListQuery("", "", "", ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), PurchaseJson::purchase);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return ApiAnswer.data(
        PurchaseJson.purchase(
            checkouts.find(current.automationOrThrow(), ApiInput.idOrThrow(id, "purchase"))));
  }

  @Needs(Permission.BUY_CREDIT)
  @POST
  public Response buy(byte[] body) {
    Actor actor = current.automationOrThrow();
    JsonNode amount = ApiInput.bodyOrThrow(body).path("amount");
    String typed = amount.isNumber() ? amount.decimalValue().toPlainString() : amount.asText();
    Purchase purchase = checkouts.buy(actor, PurchaseForm.amountOrThrow(typed), null);
    return Response.status(ApiAnswer.CREATED)
        .entity(ApiAnswer.data(PurchaseJson.purchase(purchase)))
        .build();
  }
}
