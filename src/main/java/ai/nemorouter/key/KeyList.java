package ai.nemorouter.key;

import java.util.List;

/// One page of a list of keys.
///
/// @param found how many keys the filter matches on all pages
public record KeyList(List<KeyOverview> keys, long found) {}
