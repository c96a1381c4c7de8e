package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A limit that a call counted against, and how it stands now.
///
/// @param name of the organization, team or key that it caps
/// @param startsAt when the window began; null where it never began anew
public record CountedLimit(
    String scope,
    String name,
    String kind,
    String period,
    Money amount,
    Money used,
    Money held,
    @Nullable Instant startsAt) {
  public boolean isCredit() {
    return kind.equals("credit");
  }
}
