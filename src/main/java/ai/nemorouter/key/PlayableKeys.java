package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyPasses;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.organization.team.Team;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/// The keys that a person may send requests with from the console: keys of their own, and service
/// keys that they may change. The secrets of both they could have anyway, by making or rotating
/// them. Keys of other people are left alone, whatever one may do with them: their requests would
/// count against those people's limits and look like theirs.
@ForActor
@ApplicationScoped
public class PlayableKeys {
  private static final int OFFERED_MAX = 200;

  private final KeyRows rows;
  private final KeyRing ring;
  private final Teams teams;
  private final Database database;

  PlayableKeys(KeyRows rows, KeyRing ring, Teams teams, Database database) {
    this.rows = rows;
    this.ring = ring;
    this.teams = teams;
    this.database = database;
  }

  /// A key to choose.
  ///
  /// @param label its secret, as it may be shown
  /// @param own whether the person owns it; else it is a service key
  public record Choice(
      UUID id, String name, String label, UUID teamId, String teamName, boolean own) {}

  /// Those that can start calls of chats now, the person's own first.
  public List<Choice> choices(Actor.Person person) {
    KeyRights.mintOrThrow(person);
    Reach own = KeyRights.minting(person);
    Map<UUID, String> names =
        teams.inUse(person.orgId(), own).stream().collect(Collectors.toMap(Team::id, Team::name));
    Reach services = person.rights().reach(Permission.CHANGE_KEYS);
    return rows
        .playable(person.orgId(), person.userId(), own, services, database.now(), OFFERED_MAX)
        .stream()
        .map(KeyEntity::toKey)
        .filter(key -> names.containsKey(key.teamId()))
        .filter(key -> key.policy().allowsEndpoint(Operation.CHAT.word()))
        .map(key ->
            new Choice(
                key.id(),
                key.name(),
                key.label(),
                key.teamId(),
                Objects.requireNonNull(names.get(key.teamId())),
                key.ownerId() != null))
        .toList();
  }

  /// One of them, as it is now. Whether it can start calls is left to the hold.
  ///
  /// @throws NotFoundException for every other key, as if there were none
  public KeyIdentity findOrThrow(Actor.Person person, UUID keyId) {
    KeyRights.mintOrThrow(person);
    Key found =
        rows.find(person.orgId(), keyId, Reach.EVERYWHERE)
            .map(KeyEntity::toKey)
            .filter(key -> key.ownerId() == null || key.ownerId().equals(person.userId()))
            .filter(key -> KeyRights.mayChange(person, key.teamId(), key.ownerId()))
            .orElseThrow(() -> new NotFoundException("key"));
    return ring.ofPass(new KeyPasses.Pass(Ids.next(), person.orgId(), found.id(), ""))
        .orElseThrow(() -> new NotFoundException("key"));
  }
}
