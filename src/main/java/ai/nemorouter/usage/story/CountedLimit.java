package ai.nemorouter.usage.story;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A limit that a request was reserved on.
///
/// @param name of the organization, team, member or key that it caps
/// @param unitWord as the database has it, like `periodWord`
/// @param model the one model it counts; null for all
/// @param provider the one provider it counts; null for all
/// @param startsAt when the window began; null where it never began anew
public record CountedLimit(
    String scope,
    String name,
    String kind,
    String unitWord,
    String periodWord,
    @Nullable String model,
    @Nullable String provider,
    @Nullable Instant startsAt) {
  public Unit unit() {
    return Unit.of(unitWord).orElseThrow();
  }

  public Period period() {
    return Period.of(periodWord).orElseThrow();
  }

  public boolean isCredit() {
    return kind.equals("credit");
  }

  /// As in `Limit of the team Search`.
  public String title() {
    String what = isCredit() ? "Credit of " : "Limit of the " + scope + " ";
    return what
        + name
        + (model == null ? "" : " for " + model)
        + (provider == null ? "" : " at " + provider);
  }
}
