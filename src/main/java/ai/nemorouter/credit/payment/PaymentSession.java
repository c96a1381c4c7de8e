package ai.nemorouter.credit.payment;

import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A payment as the provider knows it now. Only what was fetched is believed, never what a webhook
/// says.
///
/// @param reference the purchase that it is for; null where it is none of ours
/// @param cents what was paid or is to be paid
/// @param currency in lower case, as in `usd`
/// @param live whether real money moved
/// @param paymentId what refunds and disputes are about; null before there is a payment
public record PaymentSession(
    String id,
    @Nullable Reference reference,
    State state,
    long cents,
    String currency,
    boolean live,
    String url,
    @Nullable String paymentId) {

  /// Where a payment is. “Complete” is not “paid”: a bank may take days.
  public enum State {
    OPEN,
    WAITING,
    PAID,
    FAILED,
    EXPIRED
  }

  /// Which purchase of which organization.
  public record Reference(UUID orgId, UUID purchaseId) {
    private static final Pattern WRITTEN = Pattern.compile("([0-9a-f-]{36})_([0-9a-f-]{36})");

    static Optional<Reference> parse(@Nullable String text) {
      Matcher matcher = WRITTEN.matcher(Objects.requireNonNullElse(text, ""));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Reference(UUID.fromString(matcher.group(1)), UUID.fromString(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return orgId + "_" + purchaseId;
    }
  }

  /// An amount as people write it, by how many decimals its currency has at the payment provider.
  public static String shown(long amount, String currency) {
    String code = currency.toUpperCase(Locale.ROOT);
    return BigDecimal.valueOf(amount, decimals(code)).toPlainString() + " " + code;
  }

  private static int decimals(String code) {
    if (code.equals("ISK") || code.equals("UGX")) {
      return 2; // Stripe counts them in hundredths, though they have none.
    }
    try {
      return Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      return 2;
    }
  }

  /// Where the metadata of a payment without a page says what it is for.
  public static final String PURCHASE = "purchase";

  /// A payment that was taken without a page.
  public static PaymentSession of(PaymentIntent intent) {
    Map<String, String> metadata =
        Objects.requireNonNullElse(intent.getMetadata(), Map.<String, String>of());
    State state =
        switch (Objects.requireNonNullElse(intent.getStatus(), "")) {
          case "succeeded" -> State.PAID;
          case "processing", "requires_capture" -> State.WAITING;
          default -> State.FAILED;
        };
    return new PaymentSession(
        intent.getId(),
        Reference.parse(metadata.get(PURCHASE)).orElse(null),
        state,
        Objects.requireNonNullElse(
            state == State.PAID ? intent.getAmountReceived() : intent.getAmount(), 0L),
        Objects.requireNonNullElse(intent.getCurrency(), ""),
        Boolean.TRUE.equals(intent.getLivemode()),
        "",
        intent.getId());
  }

  /// @param session with its `payment_intent` expanded
  public static PaymentSession of(Session session) {
    return new PaymentSession(
        session.getId(),
        Reference.parse(session.getClientReferenceId()).orElse(null),
        state(session),
        Objects.requireNonNullElse(session.getAmountTotal(), 0L),
        Objects.requireNonNullElse(session.getCurrency(), ""),
        Boolean.TRUE.equals(session.getLivemode()),
        Objects.requireNonNullElse(session.getUrl(), ""),
        session.getPaymentIntent());
  }

  private static State state(Session session) {
    String payment = Objects.requireNonNullElse(session.getPaymentStatus(), "");
    if (payment.equals("paid") || payment.equals("no_payment_required")) {
      return State.PAID;
    }
    return switch (Objects.requireNonNullElse(session.getStatus(), "")) {
      case "expired" -> State.EXPIRED;
      case "complete" -> isRefused(session.getPaymentIntentObject()) ? State.FAILED : State.WAITING;
      default -> State.OPEN;
    };
  }

  /// A payment that ended without money asks for another method again.
  private static boolean isRefused(@Nullable PaymentIntent intent) {
    return intent != null
        && ("requires_payment_method".equals(intent.getStatus())
            || "canceled".equals(intent.getStatus()));
  }
}
