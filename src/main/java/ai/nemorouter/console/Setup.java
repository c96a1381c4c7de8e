package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.Keys;
import ai.nemorouter.organization.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/// How far an organization has come on the way to its first call.
@ApplicationScoped
public class Setup {
  private static final KeyFilter ANY_LIVE_KEY =
      new KeyFilter(
          "", null, Set.of(Key.Status.ACTIVE), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, 1));

  private final Credits credits;
  private final Teams teams;
  private final Keys keys;

  Setup(Credits credits, Teams teams, Keys keys) {
    this.credits = credits;
    this.teams = teams;
    this.keys = keys;
  }

  Balance credit(Actor actor) {
    return credits.balance(actor);
  }

  /// Whether the actor may see what the steps are about in the whole organization.
  static boolean isShownTo(Actor actor) {
    return actor.may(Permission.VIEW_TEAMS)
        && actor.may(Permission.VIEW_KEYS)
        && actor.may(Permission.VIEW_CALLS);
  }

  Overview.FirstSteps steps(Actor actor, Balance credit) {
    return new Overview.FirstSteps(
        !credit.granted().isZero(),
        !teams.choices(actor).isEmpty(),
        keys.list(actor, ANY_LIVE_KEY).found() > 0);
  }
}
