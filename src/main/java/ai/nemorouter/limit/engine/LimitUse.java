package ai.nemorouter.limit.engine;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import org.jspecify.annotations.Nullable;

/// A limit as it stood when a hold was decided. Amounts are in its unit.
///
/// @param kind `credit` or `budget`
/// @param model the one model it counts; null for all
/// @param provider the one provider it counts; null for all
/// @param allowed the cap at that moment, a temporary raise included
/// @param used what finished calls took of it
/// @param held what calls under way may take of it at most
public record LimitUse(
    Scope.Kind scope,
    String kind,
    Unit unit,
    Period period,
    @Nullable String model,
    @Nullable String provider,
    long allowed,
    long used,
    long held) {
  public boolean isCredit() {
    return kind.equals("credit");
  }

  /// What a call could hold. Zero also where more was charged than was held, or the cap was
  /// lowered.
  public long left() {
    return Math.max(0, allowed - used - held);
  }
}
