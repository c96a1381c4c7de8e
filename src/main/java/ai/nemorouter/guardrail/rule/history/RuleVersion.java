package ai.nemorouter.guardrail.rule.history;

import ai.nemorouter.guardrail.rule.RuleTerms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a rule said from one change to the next.
///
/// @param number counted from 1
/// @param reason why it was made; empty where none was given
/// @param returnsTo the earlier version that it is a copy of; null for none
public record RuleVersion(
    int number,
    RuleTerms terms,
    String madeBy,
    Instant madeAt,
    String reason,
    @Nullable Integer returnsTo) {}
