package ai.nemorouter.usage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Some calls, newest first, and where to go on from there. New calls keep coming in, so pages go
/// by the id of a call and not by number.
///
/// @param newer the id after which newer calls begin; null where there are none
/// @param older the id before which older calls begin; null where there are none
public record RequestPage(List<RequestRow> calls, @Nullable UUID newer, @Nullable UUID older) {
  static final int SIZE = 50;

  public RequestPage {
    calls = List.copyOf(calls);
  }

  public boolean isEmpty() {
    return calls.isEmpty();
  }
}
