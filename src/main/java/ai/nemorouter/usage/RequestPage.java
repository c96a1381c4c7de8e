package ai.nemorouter.usage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Some requests, newest first, and where to go on from there. New requests keep coming in, so
/// pages go by the id of a request and not by number.
///
/// @param newer the id after which newer requests begin; null where there are none
/// @param older the id before which older requests begin; null where there are none
public record RequestPage(List<RequestRow> requests, @Nullable UUID newer, @Nullable UUID older) {
  static final int SIZE = 50;

  public RequestPage {
    requests = List.copyOf(requests);
  }

  public boolean isEmpty() {
    return requests.isEmpty();
  }
}
