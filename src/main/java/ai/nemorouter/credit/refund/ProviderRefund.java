package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.refund.Refund.Status;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A refund as the payment provider knows it now.
///
/// @param ours the refund that we asked for; null where it was made there
/// @param status never `CREATED`
record ProviderRefund(
    String id, String paymentId, @Nullable UUID ours, long cents, String currency, Status status) {
  /// Where the provider keeps which of our refunds it is.
  static final String OURS = "refund";

  static ProviderRefund of(com.stripe.model.Refund refund) {
    return new ProviderRefund(
        refund.getId(),
        Objects.requireNonNullElse(refund.getPaymentIntent(), ""),
        ours(Objects.requireNonNullElse(refund.getMetadata(), Map.<String, String>of()).get(OURS)),
        Objects.requireNonNullElse(refund.getAmount(), 0L),
        Objects.requireNonNullElse(refund.getCurrency(), ""),
        status(Objects.requireNonNullElse(refund.getStatus(), "")));
  }

  private static @Nullable UUID ours(@Nullable String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Status status(String word) {
    return switch (word) {
      case "succeeded" -> Status.REFUNDED;
      case "failed", "canceled" -> Status.FAILED;
      default -> Status.SENT;
    };
  }
}
