package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentProvider;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What the payment provider pays back and what banks dispute.
@ApplicationScoped
class ReversalProvider {
  private static final long PAGE = 100;

  private final PaymentProvider provider;

  ReversalProvider(PaymentProvider provider) {
    this.provider = provider;
  }

  /// The payment provider will not refund it, however often it is asked.
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(StripeException cause) {
      super(String.valueOf(cause.getUserMessage()), cause);
    }
  }

  /// Asked for the same refund again, it answers with the same one.
  ProviderRefund refund(Refund refund, String paymentId) {
    RefundCreateParams params =
        RefundCreateParams.builder()
            .setPaymentIntent(paymentId)
            .setAmount(Quote.cents(refund.parts().total()))
            .putMetadata(ProviderRefund.OURS, refund.id().toString())
            .build();
    return create(params, "refund-" + refund.id());
  }

  private ProviderRefund create(RefundCreateParams params, String key) {
    RequestOptions once = RequestOptions.builder().setIdempotencyKey(key).build();
    try {
      return ProviderRefund.of(client().v1().refunds().create(params, once));
    } catch (InvalidRequestException e) {
      throw new RefusedException(e);
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
  }

  /// All of a payment, once.
  void payBack(UUID purchaseId, String paymentId) {
    RefundCreateParams params = RefundCreateParams.builder().setPaymentIntent(paymentId).build();
    create(params, "repayment-" + purchaseId);
  }

  List<ProviderRefund> refundsOf(String paymentId) {
    return refunds(RefundListParams.builder().setPaymentIntent(paymentId).setLimit(PAGE).build());
  }

  List<ProviderRefund> refundsSince(Instant time) {
    return refunds(
        RefundListParams.builder()
            .setCreated(RefundListParams.Created.builder().setGte(time.getEpochSecond()).build())
            .setLimit(PAGE)
            .build());
  }

  private List<ProviderRefund> refunds(RefundListParams params) {
    List<ProviderRefund> found = new ArrayList<>();
    try {
      client()
          .v1()
          .refunds()
          .list(params)
          .autoPagingIterable()
          .forEach(refund -> found.add(ProviderRefund.of(refund)));
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
    return found;
  }

  List<ProviderDispute> disputesOf(String paymentId) {
    return disputes(DisputeListParams.builder().setPaymentIntent(paymentId).setLimit(PAGE).build());
  }

  List<ProviderDispute> disputesSince(Instant time) {
    return disputes(
        DisputeListParams.builder()
            .setCreated(DisputeListParams.Created.builder().setGte(time.getEpochSecond()).build())
            .setLimit(PAGE)
            .build());
  }

  private List<ProviderDispute> disputes(DisputeListParams params) {
    List<ProviderDispute> found = new ArrayList<>();
    try {
      client()
          .v1()
          .disputes()
          .list(params)
          .autoPagingIterable()
          .forEach(dispute -> found.add(ProviderDispute.of(dispute)));
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
    return found;
  }

  private StripeClient client() {
    return provider.clientOrThrow();
  }
}
