package ai.nemorouter.usage.activity;

import ai.nemorouter.money.Money;
import java.time.LocalDate;

/// What one model did at one provider on one day.
///
/// @param credit what was paid from credit
/// @param ownCost what attempts at the organization's own providers cost, which is paid there
public record Activity(
    LocalDate date,
    String model,
    String provider,
    Money credit,
    Money ownCost,
    long requests,
    long promptTokens,
    long completionTokens,
    long reasoningTokens) {}
