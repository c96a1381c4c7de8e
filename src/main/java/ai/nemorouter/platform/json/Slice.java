package ai.nemorouter.platform.json;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An answer with some of many things, the newest first.
///
/// @param nextCursor where the next request goes on; null where there are no more
public record Slice<T>(
    List<T> data,
    @Schema(description = "The `cursor` of the next request; null on the last page.")
        @Nullable String nextCursor) {}
