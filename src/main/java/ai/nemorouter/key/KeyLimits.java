package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.defaults.LimitDefaults;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The limits of keys, in the transaction that the thread is in.
@ApplicationScoped
public class KeyLimits {
  private final Limits limits;
  private final LimitDefaults defaults;

  KeyLimits(Limits limits, LimitDefaults defaults) {
    this.limits = limits;
    this.defaults = defaults;
  }

  /// Those of a new key. Defaults ask for no permission: the actor did not choose them.
  void begin(Actor actor, UUID keyId, @Nullable Budget budget) {
    Scope scope = Scope.key(keyId);
    List<LimitTerms> own = budget == null ? List.of() : List.of(LimitTerms.of(budget));
    if (budget != null) {
      limits.set(actor, scope, budget);
    }
    defaults.apply(actor, scope, own);
  }

  void replace(Actor actor, UUID keyId, @Nullable Budget before, @Nullable Budget after) {
    limits.replaceBudget(actor, Scope.key(keyId), before, after);
  }

  /// The overviews with the limits that each key has.
  public List<KeyOverview> with(UUID orgId, List<KeyOverview> overviews) {
    List<UUID> ids = overviews.stream().map(overview -> overview.key().id()).toList();
    Map<UUID, List<LimitStatus>> found = limits.of(orgId, ids);
    return overviews.stream()
        .map(overview -> overview.with(found.getOrDefault(overview.key().id(), List.of())))
        .toList();
  }
}
