package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request as one line of a list.
///
/// @param unit what `units` counts, as in `image`
/// @param attempts how many it took
/// @param ownProvider whether the organization paid its provider itself
public record CallRow(
    UUID id,
    Instant startedAt,
    CallStatus status,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    Operation operation,
    UUID keyId,
    String keyName,
    UUID teamId,
    String teamName,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long units,
    @Nullable String unit,
    Money held,
    Money cost,
    @Nullable String costSource,
    boolean ownProvider,
    boolean streamed,
    @Nullable Integer durationMs,
    int attempts) {
  public String shownModel() {
    return model == null ? requestedModel : model;
  }

  public boolean isChat() {
    return operation == Operation.CHAT;
  }

  public @Nullable String shownUnits() {
    return CallUnits.display(units, unit);
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(durationMs);
  }
}
