package ai.nemorouter.credit.fee;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A platform fee and since when it applies. A change is a new version, and a purchase names the
/// one that it was quoted with.
///
/// @param number counted from 1; 0 for what the environment says
/// @param setBy the operator who set it; empty for the environment
/// @param since null for what the environment says
public record FeeVersion(long number, Fee fee, String setBy, @Nullable Instant since) {}
