package ai.nemorouter.provider;

import ai.nemorouter.provider.health.ProviderHealth;
import org.jspecify.annotations.Nullable;

/// What became of one stored provider.
///
/// @param declared as it is to be served now; null where it is not to be served
/// @param position the lowest is tried first
/// @param version a later change has a higher one
public record ProviderChange(
    ProviderHealth.Account account,
    @Nullable DeclaredProvider declared,
    int position,
    long version) {}
