package ai.nemorouter.demo;

import ai.nemorouter.demo.model.DemoModel;
import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request of the demo organization's past, as its record will show it.
///
/// @param completionTokens null where nothing was delivered
/// @param refusal what the caller was told, as JSON; null where the request was sent
record DemoRequest(
    DemoKey key,
    DemoModel model,
    Instant startedAt,
    Status status,
    int httpStatus,
    @Nullable String reason,
    @Nullable String refusal,
    boolean streamed,
    long promptTokens,
    @Nullable Long completionTokens,
    Money held,
    Money cost,
    int firstByteMs,
    int durationMs) {

  /// How it ended, in the words of the request's record.
  enum Status {
    OK,
    FAILED,
    CANCELLED,
    REFUSED;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Nullable String finishReason() {
    return status == Status.OK ? "stop" : null;
  }

  /// Where its cost came from: that depends on the model, and on whether the answer was cut short.
  @Nullable String costSource() {
    if (cost.isZero()) {
      return null;
    }
    if (status == Status.CANCELLED) {
      return "estimate";
    }
    return switch (model.costIn()) {
      case BODY -> "provider";
      case HEADER -> streamed ? "catalog" : "provider";
      case NOWHERE -> "catalog";
    };
  }
}
