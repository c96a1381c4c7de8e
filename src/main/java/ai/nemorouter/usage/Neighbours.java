package ai.nemorouter.usage;

import ai.nemorouter.platform.list.Address;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where one can go on from a request.
///
/// @param newer the next request; null where there is none
/// @param older the one before; null where there is none
/// @param filter what the list was narrowed to; where it was not, both are of the same key
public record Neighbours(@Nullable UUID newer, @Nullable UUID older, RequestFilter filter) {
  public boolean isOfKey() {
    return !address().isFiltered();
  }

  public boolean isAny() {
    return newer != null || older != null;
  }

  /// What their addresses end with, so that the filter stays; empty for none.
  public String query() {
    return isOfKey() ? "" : address().query();
  }

  private Address address() {
    return new Address(filter.parameters());
  }
}
