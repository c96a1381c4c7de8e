package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Purchases of credit for programs. A person pays: at `checkout_url`.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
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
  @Operation(
      operationId = "listPurchases",
      summary = "List purchases, the newest first, 25 on a page.")
  @GET
  public Listed<PurchaseJson> list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Purchase> found =
        purchases.list(
            current.automationOrThrow(),
            new ListQuery("", "", "", ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, PurchaseJson::of);
  }

  @Operation(operationId = "getPurchase", summary = "Get a purchase.")
  @GET
  @Path("/{id}")
  public Data<PurchaseJson> find(@PathParam("id") String id) {
    return new Data<>(
        PurchaseJson.of(
            checkouts.find(current.automationOrThrow(), ApiInput.idOrThrow(id, "purchase"))));
  }

  @Operation(operationId = "createPurchase", summary = "Begin a purchase, which a person pays.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.BUY_CREDIT)
  @POST
  public Data<PurchaseJson> buy(@RequestBodySchema(PurchaseRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    String typed = ApiInput.readOrThrow(body, PurchaseRequest.class).amountText();
    Purchase purchase = checkouts.buy(actor, PurchaseForm.amountOrThrow(typed), null);
    return new Data<>(PurchaseJson.of(purchase));
  }
}
