package ai.nemorouter.migration.keys;

import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;

/// A budget of a workspace or guardrail elsewhere.
///
/// @param name what it is called there
public record ForeignBudget(String name, Money amount, Period period) {}
