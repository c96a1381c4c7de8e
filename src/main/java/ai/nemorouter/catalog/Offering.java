package ai.nemorouter.catalog;

import ai.nemorouter.provider.Provider;
import org.jspecify.annotations.Nullable;

/// One provider's way to serve a model.
///
/// @param slug the model's name here, `author/name`
/// @param upstreamModel its name at the provider
/// @param contextLength tokens that prompt and answer may have together; 0 where unknown
/// @param outputCeiling tokens of an answer whose length the caller left open
/// @param price null where nobody has told what it costs: such a model is refused, never free
public record Offering(
    String slug,
    String name,
    Provider provider,
    String upstreamModel,
    long contextLength,
    long outputCeiling,
    @Nullable Price price) {}
