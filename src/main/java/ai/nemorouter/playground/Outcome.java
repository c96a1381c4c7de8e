package ai.nemorouter.playground;

import ai.nemorouter.guardrail.finding.RequestVerdicts;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a request from the playground.
///
/// @param request null while nothing is on record: a request is written down when it has ended
/// @param verdicts null where no guardrail looked at it, or the person may not see guardrails
public record Outcome(UUID id, @Nullable SentRequest request, @Nullable RequestVerdicts verdicts) {}
