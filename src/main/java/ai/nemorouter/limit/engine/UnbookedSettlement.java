package ai.nemorouter.limit.engine;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;

/// A settlement that the database refused: what the provider charged is not in the books, only what
/// the sweep booked for the call.
///
/// @param cost what should have been booked
/// @param error why the database refused it
/// @param settlement all of it, as JSON
public record UnbookedSettlement(
    UUID orgId,
    UUID id,
    String organization,
    String node,
    Instant at,
    Money cost,
    Money booked,
    String error,
    String settlement) {}
