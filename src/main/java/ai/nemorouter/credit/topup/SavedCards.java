package ai.nemorouter.credit.topup;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.SetupIntent;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payment methods that the payment provider keeps, and what is charged to them while no person is
/// there.
@ApplicationScoped
class SavedCards {
  private static final String CURRENCY = "usd";
  private final PaymentProvider provider;

  SavedCards(PaymentProvider provider) {
    this.provider = provider;
  }

  /// A page on which a payment method is saved.
  record Setup(String id, String url) {}

  /// @param label as people know it
  record Method(String id, String label) {}

  /// The same customer each time.
  String customer(UUID orgId, String name) {
    CustomerCreateParams params =
        CustomerCreateParams.builder()
            .setName(name)
            .putMetadata("organization", orgId.toString())
            .build();
    RequestOptions once = RequestOptions.builder().setIdempotencyKey("customer-" + orgId).build();
    try {
      return client().v1().customers().create(params, once).getId();
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
  }

  Setup open(String customer, String page) {
    SessionCreateParams params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.SETUP)
            .setCurrency(CURRENCY)
            .setCustomer(customer)
            .setSuccessUrl(page)
            .setCancelUrl(page)
            .build();
    try {
      Session session = client().v1().checkout().sessions().create(params);
      return new Setup(session.getId(), session.getUrl());
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
  }

  /// The method that was saved there; empty before one was.
  Optional<Method> saved(String setupId) {
    SessionRetrieveParams params =
        SessionRetrieveParams.builder().addExpand("setup_intent.payment_method").build();
    try {
      SetupIntent intent =
          client().v1().checkout().sessions().retrieve(setupId, params).getSetupIntentObject();
      return Optional.ofNullable(intent)
          .filter(done -> "succeeded".equals(done.getStatus()))
          .map(SetupIntent::getPaymentMethodObject)
          .map(method -> new Method(method.getId(), label(method)));
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
  }

  private static String label(PaymentMethod method) {
    PaymentMethod.Card card = method.getCard();
    if (card == null || card.getBrand() == null) {
      return String.valueOf(method.getType()).replace('_', ' ');
    }
    String brand = card.getBrand();
    return brand.substring(0, 1).toUpperCase(Locale.ROOT)
        + brand.substring(1)
        + " ending in "
        + card.getLast4();
  }

  /// Charges a purchase. Asked for the same one again, it answers with the same payment.
  ///
  /// @return also a payment that was refused; empty where the refusal names none
  Optional<PaymentSession> charge(PurchaseEntity purchase, String customer, String method) {
    PaymentIntentCreateParams params =
        PaymentIntentCreateParams.builder()
            .setAmount(Quote.cents(purchase.quote().total()))
            .setCurrency(CURRENCY)
            .setCustomer(customer)
            .setPaymentMethod(method)
            .setOffSession(true)
            .setConfirm(true)
            .setDescription("Automatic top-up of credit")
            .putMetadata(
                PaymentSession.PURCHASE,
                new PaymentSession.Reference(purchase.orgId(), purchase.id()).toString())
            .build();
    RequestOptions once =
        RequestOptions.builder().setIdempotencyKey(purchase.id().toString()).build();
    try {
      return Optional.of(PaymentSession.of(client().v1().paymentIntents().create(params, once)));
    } catch (CardException e) {
      return Optional.ofNullable(refused(e)).map(PaymentSession::of);
    } catch (StripeException e) {
      throw new PaymentProvider.UnavailableException(e);
    }
  }

  private static @Nullable PaymentIntent refused(CardException e) {
    return e.getStripeError() == null ? null : e.getStripeError().getPaymentIntent();
  }

  private StripeClient client() {
    return provider.clientOrThrow();
  }
}
