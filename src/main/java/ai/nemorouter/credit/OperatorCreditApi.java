package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.organization.OperatorOrganizations;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
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
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// The credit of any organization, for programs that run the installation. Amounts are US dollars.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Organizations")
@Path("/v1/operator/organizations/{id}/credit")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class OperatorCreditApi {
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
  @Schema(name = "CreditGrant")
  record Grant(
      @Schema(description = "US dollars.") BigDecimal amount,
      String note,
      @Schema(
              description = "`grant` where nothing is said.",
              enumeration = {"grant", "invoice", "promotion", "correction"})
          @Nullable String kind,
      @Schema(
              description =
                  "The last day of a promotion, in the time zone of the organization, as in `2026-12-31`.")
          @Nullable String expiresOn,
      @Schema(
              description =
                  "The program's own name of it, of 1 to 120 characters: sent again, nothing is booked a second time.")
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
  @Schema(name = "CreditWithdrawal")
  record Withdrawal(
      @Schema(description = "US dollars.") BigDecimal amount,
      String note,
      @Schema(description = "As for a grant.") @Nullable String reference) {
    CreditForm form() {
      return new CreditForm(amount.toPlainString(), note, "", "");
    }
  }

  @Operation(operationId = "getOrganizationCredit", summary = "Get the credit of an organization.")
  @GET
  public Data<BalanceJson> balance(@PathParam("id") String id) {
    return new Data<>(BalanceJson.of(credits.balance(within(id))));
  }

  /// @param page counted from 1, of 25 each, the newest first
  @Operation(
      operationId = "listOrganizationCreditEntries",
      summary = "List the journal of an organization, the newest first, 25 on a page.")
  @GET
  @Path("entries")
  public Listed<BalanceJson.Entry> entries(
      @PathParam("id") String id, @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<JournalEntry> found =
        credits.entries(within(id), ApiInput.numberOrThrow("page", page, 1));
    return Listed.of(found, BalanceJson.Entry::of);
  }

  @APIResponse(responseCode = "201", description = "Booked.")
  @APIResponse(responseCode = "200", description = "An earlier request booked it.")
  @Operation(operationId = "grantCredit", summary = "Grant credit to an organization.")
  @POST
  public RestResponse<Data<BalanceJson.Booked>> grant(
      @PathParam("id") String id, @RequestBodySchema(Grant.class) byte[] body) {
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
  @APIResponse(responseCode = "201", description = "Booked.")
  @APIResponse(responseCode = "200", description = "An earlier request booked it.")
  @Operation(
      operationId = "withdrawCredit",
      summary = "Take back credit that is neither used nor reserved.")
  @POST
  @Path("withdrawals")
  public RestResponse<Data<BalanceJson.Booked>> withdraw(
      @PathParam("id") String id, @RequestBodySchema(Withdrawal.class) byte[] body) {
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
  private RestResponse<Data<BalanceJson.Booked>> answer(boolean now, Actor actor) {
    return RestResponse.status(
        now ? RestResponse.Status.CREATED : RestResponse.Status.OK,
        new Data<>(new BalanceJson.Booked(BalanceJson.of(credits.balance(actor)), now)));
  }
}
