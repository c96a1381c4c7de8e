package ai.nemorouter.alert;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something noticed about one limit in one of its windows, as it stood then. Amounts are in the
/// limit's unit.
///
/// @param threshold the percentage that was crossed; 0 for a forecast
/// @param credit whether the limit is the organization's credit
/// @param model the one model that the limit counts; null for all
/// @param provider the one provider that the limit counts; null for all
/// @param startsAt when the window began; null where it has no beginning
/// @param endsAt when the window ends; null where it does not
/// @param expectedAt when the limit will be used up at the present pace; null unless forecast
public record Alert(
    UUID id,
    Kind kind,
    int threshold,
    UUID limitId,
    Scope.Kind scope,
    UUID scopeId,
    String scopeName,
    boolean credit,
    Unit unit,
    Period period,
    @Nullable String model,
    @Nullable String provider,
    long allowed,
    long used,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant expectedAt,
    Instant createdAt) {

  /// Alert.
  public enum Kind {
    THRESHOLD,
    FORECAST
  }

  /// Whether calls are refused by now.
  public boolean isReached() {
    return threshold == 100;
  }

  public String usedOfAllowed() {
    return unit.display(used) + " of " + unit.display(allowed);
  }
}
