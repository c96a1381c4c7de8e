package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which events to list. What is null narrows nothing.
///
/// @param shadow whether of rules that only count, or only of those at work
/// @param from the first moment
/// @param to the first moment after
public record EventFilter(
    @Nullable UUID ruleId,
    @Nullable UUID teamId,
    @Nullable UUID keyId,
    @Nullable Direction direction,
    @Nullable Kind kind,
    @Nullable Verdict verdict,
    @Nullable Boolean shadow,
    @Nullable Instant from,
    @Nullable Instant to) {
  public static final EventFilter ALL =
      new EventFilter(null, null, null, null, null, null, null, null, null);
}
