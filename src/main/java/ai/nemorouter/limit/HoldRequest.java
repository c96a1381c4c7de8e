package ai.nemorouter.limit;

import java.util.UUID;

/// What a call asks to reserve before it may leave for a provider.
///
/// @param id the call's identifier; asking twice with the same one holds once
/// @param route where it is to go: limits narrowed to another model or provider do not count
public record HoldRequest(UUID id, Payer payer, Ask ask, Settlement.Route route) {}
