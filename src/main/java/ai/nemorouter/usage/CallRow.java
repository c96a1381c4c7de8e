package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call as one line of a list.
public record CallRow(
    UUID id,
    Instant startedAt,
    CallStatus status,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    UUID keyId,
    String keyName,
    String teamName,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    Money held,
    Money cost,
    @Nullable String costSource,
    boolean streamed,
    @Nullable Integer durationMs) {
  public String shownModel() {
    return model == null ? requestedModel : model;
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(durationMs);
  }
}
