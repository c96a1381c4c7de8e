package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Does the same with several keys: each in a transaction of its own, so that one that cannot be
/// changed keeps no other from it.
@ApplicationScoped
public class BulkKeyActions {
  public static final int MOST = 100;

  private final KeyQueries queries;
  private final Database database;
  private final Keys keys;
  private final KeyRotations rotations;

  BulkKeyActions(KeyQueries queries, Database database, Keys keys, KeyRotations rotations) {
    this.queries = queries;
    this.database = database;
    this.keys = keys;
    this.rotations = rotations;
  }

  /// @param number how many secrets it had when it was chosen; null where that does not matter
  public record Choice(UUID id, @Nullable Integer number) {}

  /// What became of one key.
  ///
  /// @param key as it is now; null if the actor may not see it
  /// @param secret a new one, shown this once; null where there is none
  /// @param failure why nothing was done; null where it was
  public record Outcome(
      UUID id, @Nullable Key key, @Nullable KeySecret secret, @Nullable String failure) {
    public @Nullable String revealed() {
      return secret == null ? null : secret.reveal();
    }
  }

  /// Those of the keys that this actor sees, by name, for a page that confirms.
  public List<Key> find(Actor actor, List<Choice> choices) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    requireFew(choices);
    List<UUID> ids = choices.stream().map(Choice::id).toList();
    return database.joining(
        actor.orgId(),
        () ->
            queries.named(actor.orgId(), ids).stream()
                .map(KeyEntity::toKey)
                .filter(key -> reach.covers(key.teamId()))
                .toList());
  }

  public List<Outcome> rotate(Actor actor, List<Choice> choices, Duration grace) {
    actor.reachOrThrow(Permission.VIEW_KEYS);
    KeyRotations.requireGrace(grace);
    return each(
        actor,
        choices,
        choice -> {
          MintedKey minted = rotations.rotate(actor, choice.id(), grace, choice.number());
          return new Outcome(choice.id(), minted.key(), minted.secret(), null);
        });
  }

  public List<Outcome> revoke(Actor actor, List<Choice> choices) {
    actor.reachOrThrow(Permission.VIEW_KEYS);
    return each(
        actor,
        choices,
        choice -> new Outcome(choice.id(), keys.revoke(actor, choice.id()), null, null));
  }

  /// @param expiresAt null for never
  public List<Outcome> expire(Actor actor, List<Choice> choices, @Nullable Instant expiresAt) {
    actor.reachOrThrow(Permission.VIEW_KEYS);
    return each(
        actor,
        choices,
        choice -> {
          KeyOverview changed =
              keys.change(actor, choice.id(), before -> before.withExpiresAt(expiresAt));
          return new Outcome(choice.id(), changed.key(), null, null);
        });
  }

  private List<Outcome> each(Actor actor, List<Choice> choices, Function<Choice, Outcome> action) {
    requireFew(choices);
    List<Key> known = find(actor, choices);
    List<Outcome> outcomes = new ArrayList<>();
    for (Choice choice : choices) {
      try {
        outcomes.add(action.apply(choice));
      } catch (InvalidInputException | NotFoundException | ForbiddenException e) {
        Key key =
            known.stream().filter(one -> one.id().equals(choice.id())).findFirst().orElse(null);
        outcomes.add(new Outcome(choice.id(), key, null, String.valueOf(e.getMessage())));
      }
    }
    return outcomes;
  }

  private static void requireFew(List<Choice> choices) {
    if (choices.isEmpty()) {
      throw new InvalidInputException("key", "Choose the keys first: tick them in the list.");
    }
    if (choices.size() > MOST) {
      throw new InvalidInputException("key", "Choose at most " + MOST + " keys at once.");
    }
  }
}
