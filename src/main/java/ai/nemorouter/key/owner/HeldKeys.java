package ai.nemorouter.key.owner;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyEntity;
import ai.nemorouter.key.KeyLimits;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.KeyReports;
import ai.nemorouter.key.KeyRows;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.database.Database;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keys as their owners find them, who need no permission to see their own, and as others do who
/// may see keys.
@ForActor
@ApplicationScoped
public class HeldKeys {
  private final KeyRows rows;
  private final KeyReports reports;
  private final KeyLimits limits;
  private final Database database;

  HeldKeys(KeyRows rows, KeyReports reports, KeyLimits limits, Database database) {
    this.rows = rows;
    this.reports = reports;
    this.limits = limits;
    this.database = database;
  }

  /// Keys of somebody.
  ///
  /// @param found how many there are in all
  public record Found(List<Key> keys, long found) {}

  /// The key; empty where the actor may not see it and does not own it.
  public Optional<Key> find(Actor actor, UUID keyId) {
    Reach reach = actor.rights().reach(Permission.VIEW_KEYS);
    return rows.find(actor.orgId(), keyId, Reach.EVERYWHERE)
        .map(KeyEntity::toKey)
        .filter(key -> reach.covers(key.teamId()) || isOf(actor, key.ownerId()));
  }

  /// The key that showed its secret, in a transaction about its organization.
  public Optional<Key> self(KeyIdentity identity) {
    return rows.find(identity.orgId(), identity.keyId(), Reach.EVERYWHERE).map(KeyEntity::toKey);
  }

  /// The keys of a member that can be used, or could be once they are enabled again, and that the
  /// actor may see. Those that were used last come first.
  ///
  /// @param max how many to name
  public Found of(Actor actor, UUID userId, int max) {
    Reach reach =
        isOf(actor, userId) ? Reach.EVERYWHERE : actor.rights().reach(Permission.VIEW_KEYS);
    if (reach.isNowhere()) {
      return new Found(List.of(), 0);
    }
    PanacheQuery<KeyEntity> found = rows.ofOwner(actor.orgId(), reach, userId, database.now());
    List<Key> keys = found.range(0, max - 1).list().stream().map(KeyEntity::toKey).toList();
    return new Found(keys, found.count());
  }

  /// The person's own keys with what stands around them, those that were used last first.
  ///
  /// @param max how many to show
  public KeyList own(Actor.Person person, int max) {
    PanacheQuery<KeyEntity> found =
        rows.ofOwner(person.orgId(), Reach.EVERYWHERE, person.userId(), Instant.EPOCH);
    List<KeyEntity> page = found.range(0, max - 1).list();
    return new KeyList(
        limits.with(person.orgId(), reports.overviews(person.orgId(), page)), found.count());
  }

  private static boolean isOf(Actor actor, @Nullable UUID ownerId) {
    return actor instanceof Actor.Person person && person.userId().equals(ownerId);
  }
}
