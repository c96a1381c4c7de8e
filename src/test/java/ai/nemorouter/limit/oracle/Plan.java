package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.Payer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The world of one sequence before its first command: organizations with their keys and limits.
/// People may be members of several of them.
record Plan(Instant start, List<Org> orgs, List<UUID> users, List<Key> keys, List<Cap> caps) {
  /// Every key was rotated once.
  static final int NEWEST_SECRET = 2;

  record Org(UUID id, ZoneId zone, List<UUID> teams) {}

  record Key(Payer payer) {}

  /// @param model the one model it counts; null for all
  /// @param provider the one provider it counts; null for all
  /// @param removed whether it does not count from the beginning
  record Cap(
      UUID orgId,
      UUID id,
      Scope scope,
      String kind,
      Unit unit,
      Period period,
      @Nullable String model,
      @Nullable String provider,
      long amount,
      List<Integer> alertAt,
      boolean removed) {
    boolean isCredit() {
      return kind.equals("credit");
    }

    @Override
    public String toString() {
      return "%s %s of %s %s per %s, model %s, provider %s: %d, alerts %s%s"
          .formatted(
              kind,
              id,
              scope.kind(),
              unit,
              period,
              model,
              provider,
              amount,
              alertAt,
              removed ? ", removed" : "");
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("starts at " + start);
    orgs.forEach(org -> text.append("\n  ").append(org));
    keys.forEach(key -> text.append("\n  ").append(key.payer()));
    caps.forEach(cap -> text.append("\n  ").append(cap));
    return text.toString();
  }
}
