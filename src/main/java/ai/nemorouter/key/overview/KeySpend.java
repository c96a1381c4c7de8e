package ai.nemorouter.key.overview;

import ai.nemorouter.money.Money;

/// What a key's finished calls have cost, in the current day, week and month of the organization's
/// time zone and in total.
public record KeySpend(Money day, Money week, Money month, Money total) {}
