package ai.nemorouter.limit.engine;

import java.util.UUID;

/// What a call asks to reserve before it may leave for a provider.
///
/// @param id the call's identifier; asking twice with the same one holds once
/// @param secret the number of the key's secret that the call came with; one that has ended holds
///   nothing
/// @param route where it is to go: limits narrowed to another model or provider do not count
public record HoldRequest(
    UUID id, Payer payer, int secret, HoldRange ask, Settlement.Route route) {}
