package ai.nemorouter.key.owner;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.organization.team.Team;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The teams that matter to an actor who looks at keys or creates them, for forms to choose from.
@ForActor
@ApplicationScoped
public class KeyTeams {
  private final Teams teams;

  KeyTeams(Teams teams) {
    this.teams = teams;
  }

  public record Choice(UUID id, String name) {}

  /// Those whose keys one sees.
  public List<Choice> visible(Actor actor) {
    return choices(actor, actor.reachOrThrow(Permission.VIEW_KEYS));
  }

  /// Those in which one can make keys.
  public List<Choice> mintable(Actor actor) {
    KeyRights.mintOrThrow(actor);
    return choices(actor, KeyRights.minting(actor));
  }

  /// Whether there is a team in which one can make keys.
  public static boolean mayMint(Actor actor) {
    return KeyRights.mayMint(actor);
  }

  /// Whether one can give the keys of that team limits of their own.
  public static boolean mayLimit(Actor actor, UUID teamId) {
    return actor.may(Permission.CHANGE_LIMITS) || actor.may(Permission.CHANGE_KEY_LIMITS, teamId);
  }

  /// The same in at least one team.
  public static boolean mayLimit(Actor actor) {
    return actor.may(Permission.CHANGE_LIMITS) || actor.mayAnywhere(Permission.CHANGE_KEY_LIMITS);
  }

  private List<Choice> choices(Actor actor, Reach reach) {
    return teams.inUse(actor.orgId(), reach).stream()
        .map(team -> new Choice(team.id(), team.name()))
        .toList();
  }

  /// The team in which an actor wants to make a key.
  ///
  /// @param reference the team's id or its name in any case; null for the first in which it may
  public UUID idOrThrow(Actor actor, @Nullable String reference) {
    KeyRights.mintOrThrow(actor);
    return teams
        .first(actor.orgId(), KeyRights.minting(actor), reference)
        .map(Team::id)
        .orElseThrow(() -> new InvalidInputException("team", "There is no such team."));
  }

  /// Keeps a team that gets a key from being archived until the transaction ends.
  ///
  /// @throws NotFoundException also for a team in which the actor may make no key
  public void keepOpen(Actor actor, UUID teamId) {
    if (!KeyRights.minting(actor).covers(teamId)) {
      throw new NotFoundException("team");
    }
    if (!teams.keepOpen(actor.orgId(), teamId)) {
      throw new InvalidInputException("team", "This team is archived. Choose another one.");
    }
  }
}
