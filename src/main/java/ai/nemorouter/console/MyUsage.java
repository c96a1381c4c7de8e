package ai.nemorouter.console;

import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.overview.MemberOverview;
import ai.nemorouter.usage.RequestRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person has and uses in an organization.
///
/// @param overview null for who runs the installation and is no member
/// @param keys those that were not revoked, the ones used last first
/// @param requests the latest
public record MyUsage(
    @Nullable MemberOverview overview, KeyList keys, List<RequestRow> requests, Instant now) {}
