package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.credit.purchase.PurchaseJson;
import ai.nemorouter.organization.OperatorOrganizations;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The credit of any organization, for programs that run the installation. Amounts are US dollars.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/v1/operator/organizations/{id}/credit")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class OperatorCreditApi {
  private static final int OK = 200;

  private final Credits credits;
  private final OperatorOrganizations organizations;
  private final CurrentActor current;

  OperatorCreditApi(Credits credits, OperatorOrganizations organizations, CurrentActor current) {
    this.credits = credits;
    this.organizations = organizations;
    this.current = current;
  }

  /// @param kind `grant`, `invoice`, `promotion` or `correction`; null for a grant
  /// @param expiresOn the last day of a promotion, in the time zone of the organization
  /// @param reference the program's own name of it: sent again, nothing is booked a second time
  record Grant(
      BigDecimal amount,
      String note,
      @Nullable String kind,
      @Nullable String expiresOn,
      @Nullable String reference) {
    CreditForm form() {
      return new CreditForm(
          amount.toPlainString(),
          note,
          kind == null ? "" : kind,
          expiresOn == null ? "" : expiresOn);
    }
  }

  /// @param reference as for a grant
  record Withdrawal(BigDecimal amount, String note, @Nullable String reference) {
    CreditForm form() {
      return new CreditForm(amount.toPlainString(), note, "", "");
    }
  }

  @GET
  public String balance(@PathParam("id") String id) {
    return ApiAnswer.data(json(credits.balance(within(id))));
  }

  /// @param page counted from 1, of 25 each, the newest first
  @GET
  @Path("entries")
  public String entries(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<JournalEntry> found =
        credits.entries(within(id), ApiInput.numberOrThrow("page", page, 1));
    return ApiAnswer.list(found.items(), found.found(), OperatorCreditApi::json);
  }

  @POST
  public Response grant(@PathParam("id") String id, byte[] body) {
    Organization organization = organization(id);
    Grant wanted = ApiInput.readOrThrow(body, Grant.class);
    CreditForm form = wanted.form();
    Actor actor = current.operatorOrThrow().within(organization.id());
    boolean now =
        credits.grant(
            actor,
            form.grantKind(),
            form.money(),
            form.expiry(organization.zone()),
            form.note(),
            wanted.reference());
    return answer(now, actor);
  }

  /// Takes back credit that is neither used nor held.
  @POST
  @Path("withdrawals")
  public Response withdraw(@PathParam("id") String id, byte[] body) {
    Actor actor = within(id);
    Withdrawal wanted = ApiInput.readOrThrow(body, Withdrawal.class);
    CreditForm form = wanted.form();
    return answer(credits.withdraw(actor, form.money(), form.note(), wanted.reference()), actor);
  }

  private Organization organization(String id) {
    Operator operator = current.operatorOrThrow();
    return organizations.find(operator, ApiInput.idOrThrow(id, "organization"));
  }

  private Actor within(String id) {
    return current.operatorOrThrow().within(organization(id).id());
  }

  /// @param now whether it was booked by this request, and not by one before it
  private Response answer(boolean now, Actor actor) {
    return Response.status(now ? ApiAnswer.CREATED : OK)
        .entity(ApiAnswer.data(json(credits.balance(actor)).put("booked", now)))
        .build();
  }

  private static ObjectNode json(Balance balance) {
    return Json.object()
        .put("granted", PurchaseJson.usd(balance.granted()))
        .put("used", PurchaseJson.usd(balance.used()))
        .put("held", PurchaseJson.usd(balance.held()))
        .put("left", PurchaseJson.usd(balance.left()));
  }

  private static ObjectNode json(JournalEntry entry) {
    return Json.object()
        .put("id", entry.id().toString())
        .put("kind", entry.kind().word())
        .put("amount", PurchaseJson.usd(entry.amount()))
        .put("balance", PurchaseJson.usd(entry.balance()))
        .put("note", entry.note())
        .put("created_by", entry.createdBy())
        .put("created_at", entry.createdAt().toString());
  }
}
