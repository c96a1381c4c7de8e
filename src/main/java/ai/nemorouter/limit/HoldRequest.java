package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a call asks to reserve before it may leave for a provider.
///
/// @param id the call's identifier; asking twice with the same one holds once
/// @param least the smallest amount that makes the call worth sending: less room than that is a
///   refusal
/// @param most the worst-case cost: never more than this is held
/// @param floor what the call has cost at least once it was sent; booked if its node is lost
/// @param promptTokens the upper bound of input tokens that the amounts are computed from
public record HoldRequest(
    UUID id,
    Payer payer,
    Money least,
    Money most,
    Money floor,
    long promptTokens,
    String requestedModel,
    String model,
    String provider,
    @Nullable Long priceId,
    boolean streamed) {

  public HoldRequest {
    if (least.isNegative() || floor.isNegative() || least.compareTo(most) > 0) {
      throw new IllegalArgumentException("A hold needs 0 <= least <= most and floor >= 0");
    }
  }
}
