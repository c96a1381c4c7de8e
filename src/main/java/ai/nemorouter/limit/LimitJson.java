package ai.nemorouter.limit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A limit as programs read it: an item of `/v1/limits`.
@Schema(name = "Limit", description = "A limit and how much of it is used in the current window.")
public record LimitJson(
    UUID id,
    @Schema(enumeration = {"organization", "team", "member", "key"}) String scope,
    UUID scopeId,
    @JsonUnwrapped LimitTermsJson terms,
    @Schema(description = "The raise in force or to come; null where there is none.")
        LimitTermsJson.@Nullable Raise raise,
    @Schema(description = "The amount with a raise that is in force.") BigDecimal allowed,
    BigDecimal used,
    @Schema(description = "Reserved for requests under way.") BigDecimal held,
    BigDecimal remaining,
    @Schema(description = "When the current window began.") @Nullable Instant startsAt,
    @Schema(description = "When the current window ends.") @Nullable Instant resetsAt,
    @Schema(
            description =
                "When the limit will be reached if use goes on as in this window so far; null in its first tenth, and where it will not be reached.")
        @Nullable Instant endsAtThisPace) {

  public static LimitJson of(LimitStatus status) {
    Limit limit = status.limit();
    Unit unit = limit.unit();
    return new LimitJson(
        limit.id(),
        limit.scope().kind().column(),
        limit.scope().id(),
        LimitTermsJson.of(limit.terms()),
        LimitTermsJson.Raise.of(unit, limit.raise()),
        LimitTermsJson.amount(unit, status.allowed()),
        LimitTermsJson.amount(unit, status.used()),
        LimitTermsJson.amount(unit, status.held()),
        LimitTermsJson.amount(unit, status.left()),
        status.startsAt(),
        status.resetsAt(),
        status.endsAtThisPace());
  }

  /// What is left of a limit that counts for others too: without its amount and use, which together
  /// tell what they take.
  @Schema(name = "SharedLimit", description = "What is left of a limit that counts for others too.")
  public record Rest(
      @Schema(enumeration = {"organization", "team", "member", "key"}) String scope,
      @Schema(enumeration = {"usd", "tokens", "requests", "in_flight"}) String unit,
      @Schema(enumeration = {"minute", "hour", "day", "week", "month", "total"})
          @Nullable String period,
      @Nullable String model,
      @Nullable String provider,
      BigDecimal remaining,
      @Nullable Instant resetsAt) {
    public static Rest of(LimitStatus status) {
      LimitTerms terms = status.limit().terms();
      return new Rest(
          status.limit().scope().kind().column(),
          terms.unit().column(),
          LimitTermsJson.period(terms),
          terms.model(),
          terms.provider(),
          LimitTermsJson.amount(terms.unit(), status.left()),
          status.resetsAt());
    }
  }
}
