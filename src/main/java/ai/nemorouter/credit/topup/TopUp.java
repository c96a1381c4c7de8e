package ai.nemorouter.credit.topup;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An organization's automatic top-up.
///
/// @param saved whether a payment method is saved
/// @param method as people know it, for example “Visa ending in 4242”
/// @param setupUrl where the saving of a payment method goes on; null where none was begun
/// @param pendingPurchase the purchase under way; null for none
/// @param retryAt when it is tried again after a failure; null where nothing failed
public record TopUp(
    Terms terms,
    boolean saved,
    String method,
    @Nullable String setupUrl,
    @Nullable UUID pendingPurchase,
    int failures,
    @Nullable Instant retryAt,
    String problem) {
  static final TopUp NONE =
      new TopUp(
          new Terms(false, Money.ofUsd("10"), Money.ofUsd("50"), Money.ofUsd("200")),
          false,
          "",
          null,
          null,
          0,
          null,
          "");

  /// What it is set to.
  ///
  /// @param threshold below which credit is bought
  /// @param amount of credit that is bought at once
  /// @param ceiling what may be paid by top-ups in a calendar month (UTC)
  public record Terms(boolean enabled, Money threshold, Money amount, Money ceiling) {}
}
