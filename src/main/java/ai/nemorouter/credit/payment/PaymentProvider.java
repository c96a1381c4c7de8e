package ai.nemorouter.credit.payment;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.platform.http.ConsoleConfig;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionListParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import com.stripe.service.checkout.SessionService;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stripe, or what stands in for it: opens payment pages, tells how a payment is, and signs what it
/// sends.
@ApplicationScoped
public class PaymentProvider {
  /// How long a payment page can be used.
  private static final Duration OPEN_FOR = Duration.ofHours(1);

  private static final String CURRENCY = "usd";
  private static final String PAYMENT = "pi_";
  private static final String MISSING = "resource_missing";
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 20_000;
  private static final long SIGNATURE_AGE_SECONDS = 300;

  private final ConsoleConfig console;
  private volatile @Nullable PaymentAccount account;
  private volatile @Nullable StripeClient client;

  PaymentProvider(PaymentsConfig config, ConsoleConfig console) {
    this.console = console;
    config
        .stripeKey()
        .filter(key -> !key.isBlank())
        .ifPresent(key ->
            use(
                new PaymentAccount(
                    config.stripeUrl(),
                    key.strip(),
                    config.stripeWebhookSecrets().orElse(List.of()),
                    false)));
  }

  /// The payment provider could not be asked, or refused.
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(StripeException cause) {
      super("The payment provider cannot be asked: " + cause.getCode(), cause);
    }
  }

  /// Takes payments there from now on.
  public final void use(PaymentAccount next) {
    client =
        StripeClient.builder()
            .setApiKey(next.key())
            .setApiBase(next.url().toString())
            .setConnectTimeout(CONNECT_MILLIS)
            .setReadTimeout(READ_MILLIS)
            .setMaxNetworkRetries(1)
            .build();
    account = next;
  }

  /// Takes no payments from now on.
  public void stop() {
    account = null;
    client = null;
  }

  /// Whether credit can be bought: buyers have to be sent to the payment page and back.
  public boolean isAvailable() {
    return account != null && console.url().isPresent();
  }

  public boolean isConfigured() {
    return account != null;
  }

  /// Whether no money moves.
  public boolean isDemo() {
    PaymentAccount used = account;
    return used != null && used.demo();
  }

  boolean isLive() {
    PaymentAccount used = account;
    return used != null && used.isLive();
  }

  /// Opens a payment page. Asked for the same purchase again, it answers with the same one.
  ///
  /// @param pagePath of the purchase in the console, to which the buyer comes back
  public PaymentSession open(PurchaseEntity purchase, String organization, String pagePath) {
    String page = console.url().orElseThrow().toString().replaceFirst("/$", "") + pagePath;
    Quote quote = purchase.quote();
    SessionCreateParams.Builder params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.PAYMENT)
            .setClientReferenceId(
                new PaymentSession.Reference(purchase.orgId(), purchase.id()).toString())
            .setSuccessUrl(page)
            .setCancelUrl(page + "?canceled=true")
            .setExpiresAt(purchase.createdAt().plus(OPEN_FOR).getEpochSecond())
            .setAdaptivePricing(
                SessionCreateParams.AdaptivePricing.builder().setEnabled(false).build())
            .addLineItem(line("Credit for " + organization, Quote.cents(quote.credit())));
    if (!quote.fee().isZero()) {
      params.addLineItem(line("Platform fee", Quote.cents(quote.fee())));
    }
    if (!quote.tax().isZero()) {
      params.addLineItem(line(purchase.shown().fee().tax().name(), Quote.cents(quote.tax())));
    }
    if (purchase.buyerEmail() != null) {
      params.setCustomerEmail(purchase.buyerEmail());
    }
    RequestOptions once =
        RequestOptions.builder().setIdempotencyKey(purchase.id().toString()).build();
    try {
      return PaymentSession.of(sessions().create(params.build(), once));
    } catch (StripeException e) {
      throw new UnavailableException(e);
    }
  }

  private static LineItem line(String name, long cents) {
    return LineItem.builder()
        .setQuantity(1L)
        .setPriceData(
            LineItem.PriceData.builder()
                .setCurrency(CURRENCY)
                .setUnitAmount(cents)
                .setProductData(LineItem.PriceData.ProductData.builder().setName(name).build())
                .build())
        .build();
  }

  /// How a payment is at this moment; empty where the provider does not know it.
  ///
  /// @param sessionId of its page, or of the payment itself where it has none
  public Optional<PaymentSession> fetch(String sessionId) {
    SessionRetrieveParams params =
        SessionRetrieveParams.builder().addExpand("payment_intent").build();
    try {
      if (sessionId.startsWith(PAYMENT)) {
        return Optional.of(
            PaymentSession.of(clientOrThrow().v1().paymentIntents().retrieve(sessionId)));
      }
      Session session = sessions().retrieve(sessionId, params);
      return Optional.of(PaymentSession.of(session));
    } catch (InvalidRequestException e) {
      if (MISSING.equals(e.getCode())) {
        return Optional.empty();
      }
      throw new UnavailableException(e);
    } catch (StripeException e) {
      throw new UnavailableException(e);
    }
  }

  /// The payment page that took a payment; empty where it was taken in another way.
  public Optional<PaymentSession> fetchByPayment(String paymentId) {
    SessionListParams params =
        SessionListParams.builder().setPaymentIntent(paymentId).setLimit(1L).build();
    try {
      return sessions().list(params).getData().stream()
          .findFirst()
          .flatMap(session -> fetch(session.getId()));
    } catch (StripeException e) {
      throw new UnavailableException(e);
    }
  }

  private SessionService sessions() {
    return clientOrThrow().v1().checkout().sessions();
  }

  public StripeClient clientOrThrow() {
    StripeClient used = client;
    if (used == null) {
      throw new IllegalStateException("No payment provider is configured");
    }
    return used;
  }

  /// Where people look at a payment; empty where there is no such page.
  String dashboard(String sessionId, String paymentId) {
    PaymentAccount used = account;
    if (used == null) {
      return "";
    }
    if (used.demo()) {
      return sessionId.isEmpty() ? "" : used.url() + "/dashboard/" + sessionId;
    }
    return paymentId.isEmpty()
        ? ""
        : "https://dashboard.stripe.com/"
            + (used.isLive() ? "" : "test/")
            + "payments/"
            + paymentId;
  }

  /// Whether one of the secrets signed these very bytes within the last five minutes.
  boolean isSigned(byte[] body, String signature) {
    PaymentAccount used = account;
    String text = new String(body, StandardCharsets.UTF_8);
    return used != null
        && used.webhookSecrets().stream().anyMatch(secret -> isSigned(text, signature, secret));
  }

  private static boolean isSigned(String text, String signature, String secret) {
    try {
      return Webhook.Signature.verifyHeader(text, signature, secret.strip(), SIGNATURE_AGE_SECONDS);
    } catch (SignatureVerificationException | NumberFormatException e) {
      return false;
    }
  }
}
