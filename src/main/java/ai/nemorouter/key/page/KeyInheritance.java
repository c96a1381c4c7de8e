package ai.nemorouter.key.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.defaults.LimitDefaults;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// What a new key is bound by from the beginning, as far as its maker may know.
@ForActor
@ApplicationScoped
public class KeyInheritance {
  private final Limits limits;
  private final LimitDefaults defaults;

  KeyInheritance(Limits limits, LimitDefaults defaults) {
    this.limits = limits;
    this.defaults = defaults;
  }

  /// Each as part of a sentence, as in `$75.00 per month of the organization`.
  List<String> of(Actor actor, UUID teamId) {
    List<String> lines = new ArrayList<>();
    if (actor.may(Permission.VIEW_LIMITS)) {
      add(lines, limits.list(actor, Scope.organization(actor.orgId())), "of the organization");
    }
    if (actor.may(Permission.VIEW_LIMITS, teamId)) {
      add(lines, limits.list(actor, Scope.team(teamId)), "of the team");
    }
    if (actor.may(Permission.VIEW_LIMITS)) {
      String each =
          defaults.list(actor).stream()
              .filter(given -> given.scope() == Scope.Kind.KEY)
              .map(given -> given.terms().title())
              .collect(Collectors.joining(", "));
      if (!each.isEmpty()) {
        lines.add(each + " as every new key");
      }
    }
    return lines;
  }

  private static void add(List<String> lines, List<LimitStatus> statuses, String whose) {
    if (!statuses.isEmpty()) {
      lines.add(
          statuses.stream()
                  .map(status -> status.limit().terms().title())
                  .collect(Collectors.joining(", "))
              + " "
              + whose);
    }
  }
}
