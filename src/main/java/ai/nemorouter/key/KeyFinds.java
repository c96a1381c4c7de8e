package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Finds keys by what somebody remembers of them, without their limits and spend: one small
/// statement each, as a search that answers while somebody types needs it.
@ForActor
@ApplicationScoped
public class KeyFinds {
  private final KeyRows rows;
  private final KeyLists lists;

  KeyFinds(KeyRows rows, KeyLists lists) {
    this.rows = rows;
    this.lists = lists;
  }

  /// The first keys by name.
  ///
  /// @param text part of a name, a secret as it is shown, or its last four characters
  /// @param max at least 1
  public List<Key> named(Actor actor, String text, int max) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    KeyFilter filter =
        new KeyFilter(text, null, Set.of(), KeyFilter.Sort.NAME, new KeyFilter.Range(0, max));
    return lists.page(actor.orgId(), reach, filter).stream().map(KeyEntity::toKey).toList();
  }

  /// Empty also for a key that the actor may not see.
  public Optional<Key> identified(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return rows.find(actor.orgId(), id, reach).map(KeyEntity::toKey);
  }
}
