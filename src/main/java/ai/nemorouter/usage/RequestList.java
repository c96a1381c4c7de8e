package ai.nemorouter.usage;

import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.summary.RequestSummary;
import org.jspecify.annotations.Nullable;

/// A list of requests with what stands above it.
///
/// @param summary null where there is nothing to sum up
public record RequestList(
    RequestFilter filter,
    RequestPage page,
    RequestFilterBar bar,
    @Nullable RequestSummary summary) {
  public Address address() {
    return new Address(filter.parameters());
  }

  /// Whether new requests are shown as they come: on the first page alone.
  public boolean isPolled() {
    return bar.live() && page.newer() == null;
  }

  /// Where the list asks for what came meanwhile.
  public String poll() {
    return bar.poll(page.isEmpty() ? "" : page.requests().getFirst().id().toString());
  }
}
