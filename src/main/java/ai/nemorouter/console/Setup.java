package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
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

  Overview.FirstSteps steps(Actor actor, Balance credit, boolean hasCall) {
    if (hasCall) {
      return new Overview.FirstSteps(true, true, true, true);
    }
    return new Overview.FirstSteps(
        !credit.granted().isZero(),
        !teams.choices(actor).isEmpty(),
        keys.list(actor, ANY_LIVE_KEY).found() > 0,
        false);
  }
}
