package ai.nemorouter.credit.payment;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Purchases;
import ai.nemorouter.credit.statement.JournalExports;
import ai.nemorouter.credit.statement.JournalFile;
import ai.nemorouter.credit.statement.JournalRange;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Payments of all organizations, for operators.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/payments")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PaymentsPages {
  private static final String ROOT = "/operator/payments";

  private final Payments payments;
  private final PaymentPolicies policies;
  private final JournalExports exports;
  private final CurrentActor current;

  PaymentsPages(
      Payments payments, PaymentPolicies policies, JournalExports exports, CurrentActor current) {
    this.payments = payments;
    this.policies = policies;
    this.exports = exports;
    this.current = current;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance payments(
        PageOf<Payments.Line> payments, List<Choice> choices, ListQuery query, Address address);

    static native TemplateInstance payment(Payments.Payment payment, FormError error);

    static native TemplateInstance decidePayment(
        Payments.Payment payment, boolean granting, String reason, FormError error);

    static native TemplateInstance trialBalance(
        List<Payments.AccountSum> accounts,
        Money debits,
        Money credits,
        JournalRange range,
        FormError error);

    static native TemplateInstance paymentPolicy(PaymentPolicy policy, Choices choices);
  }

  /// A filter of the list.
  public record Choice(String word, String label) {}

  /// What can be chosen as policy.
  public record Choices(
      List<PaymentPolicy.RefundFee> refundFees,
      List<PaymentPolicy.DisputeUse> disputeUses,
      List<PaymentPolicy.DisputeAction> disputeActions) {
    static Choices all() {
      return new Choices(
          List.of(PaymentPolicy.RefundFee.values()),
          List.of(PaymentPolicy.DisputeUse.values()),
          List.of(PaymentPolicy.DisputeAction.values()));
    }
  }

  private static List<Choice> choices() {
    return Stream.concat(
            Stream.of(Purchase.Status.values())
                .map(status -> new Choice(status.word(), status.label())),
            Stream.of(
                new Choice(Payments.REFUNDED, "Refunded"),
                new Choice(Payments.DISPUTED, "Disputed")))
        .toList();
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    List<Choice> choices = choices();
    ListQuery query =
        asked.knowing(
            Purchases.Sort.class, choices.stream().map(Choice::word).toArray(String[]::new));
    return Templates.payments(
        payments.list(current.operatorOrThrow(), query), choices, query, query.address());
  }

  @GET
  @Path("trial-balance")
  public TemplateInstance trialBalance() {
    return trialBalance(JournalRange.ALL, FormError.NONE);
  }

  private TemplateInstance trialBalance(JournalRange range, FormError error) {
    List<Payments.AccountSum> accounts = payments.trialBalance(current.operatorOrThrow());
    return Templates.trialBalance(
        accounts,
        accounts.stream().map(Payments.AccountSum::debits).reduce(Money.ZERO, Money::plus),
        accounts.stream().map(Payments.AccountSum::credits).reduce(Money.ZERO, Money::plus),
        range,
        error);
  }

  /// A form, because an export is an entry of the audit log.
  @POST
  @Path("journal/exports")
  @Produces(MediaType.WILDCARD)
  public Response export(@BeanParam JournalRange range) {
    try {
      return JournalFile.answer(
          exports.begin(current.operatorOrThrow(), range), range, ZoneOffset.UTC);
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .type(MediaType.TEXT_HTML_TYPE)
          .entity(trialBalance(range, FormError.of(e)))
          .build();
    }
  }

  @GET
  @Path("policy")
  public TemplateInstance policy() {
    return Templates.paymentPolicy(policies.find(current.operatorOrThrow()), Choices.all());
  }

  @POST
  @Path("policy")
  public Response setPolicy(
      @FormParam("refund_fee") @DefaultValue("") String refundFee,
      @FormParam("dispute_use") @DefaultValue("") String disputeUse,
      @FormParam("dispute_action") @DefaultValue("") String disputeAction,
      @Context HttpHeaders headers) {
    Choices choices = Choices.all();
    PaymentPolicy policy =
        new PaymentPolicy(
            chosen(choices.refundFees(), refundFee),
            chosen(choices.disputeUses(), disputeUse),
            chosen(choices.disputeActions(), disputeAction));
    policies.set(current.operatorOrThrow(), policy);
    return Redirect.to(headers, ROOT, "The policy on refunds and disputes is set.");
  }

  /// The first where the form names none of them.
  private static <E extends Enum<E>> E chosen(List<E> choices, String name) {
    return choices.stream()
        .filter(choice -> choice.name().equalsIgnoreCase(name))
        .findFirst()
        .orElse(choices.getFirst());
  }

  @GET
  @Path("{org}/{id}")
  public TemplateInstance payment(@PathParam("org") UUID org, @PathParam("id") UUID id) {
    return Templates.payment(payments.find(current.operatorOrThrow(), org, id), FormError.NONE);
  }

  @POST
  @Path("{org}/{id}/fetch")
  public Response fetch(
      @PathParam("org") UUID org, @PathParam("id") UUID id, @Context HttpHeaders headers) {
    try {
      payments.fetch(current.operatorOrThrow(), org, id);
      return Redirect.to(headers, path(org, id), "The payment is as the payment provider has it.");
    } catch (InvalidInputException e) {
      Payments.Payment payment = payments.find(current.operatorOrThrow(), org, id);
      return invalid(Templates.payment(payment, FormError.of(e)));
    }
  }

  @GET
  @Path("{org}/{id}/{decision: grant|repayment}")
  public TemplateInstance deciding(
      @PathParam("org") UUID org,
      @PathParam("id") UUID id,
      @PathParam("decision") String decision) {
    return Templates.decidePayment(
        payments.find(current.operatorOrThrow(), org, id),
        decision.equals("grant"),
        "",
        FormError.NONE);
  }

  @POST
  @Path("{org}/{id}/{decision: grant|repayment}")
  public Response decide(
      @PathParam("org") UUID org,
      @PathParam("id") UUID id,
      @PathParam("decision") String decision,
      @FormParam("reason") @DefaultValue("") String reason,
      @Context HttpHeaders headers) {
    boolean granting = decision.equals("grant");
    try {
      if (granting) {
        payments.grant(current.operatorOrThrow(), org, id, reason);
      } else {
        payments.refundHeld(current.operatorOrThrow(), org, id, reason);
      }
      return Redirect.to(
          headers,
          path(org, id),
          granting ? "The credit was added." : "The payment is being paid back.");
    } catch (InvalidInputException e) {
      Payments.Payment payment = payments.find(current.operatorOrThrow(), org, id);
      return invalid(Templates.decidePayment(payment, granting, reason, FormError.of(e)));
    }
  }

  private static String path(UUID org, UUID id) {
    return ROOT + "/" + org + "/" + id;
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
