package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The teams that matter to somebody who looks at keys or makes them, for forms to choose from.
@ApplicationScoped
public class KeyTeams {
  private static final int CHOICES_MAX = 500;

  private final Database database;

  KeyTeams(Database database) {
    this.database = database;
  }

  public record Choice(UUID id, String name) {}

  /// Those whose keys one sees.
  List<Choice> visible(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return choices(actor, reach.everywhere(), reach.teams());
  }

  /// Those in which one can make keys.
  public List<Choice> mintable(Actor actor) {
    KeyRights.mintOrThrow(actor);
    return choices(actor, KeyRights.mintsEverywhere(actor), KeyRights.mintingTeams(actor));
  }

  private List<Choice> choices(Actor actor, boolean everywhere, Collection<UUID> teams) {
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select id, name from teams
                    where org_id = :orgId and archived_at is null and (:everywhere or id = any(:teams))
                    order by lower(name), id limit :limit
                    """)
                .bind("orgId", actor.orgId())
                .bind("everywhere", everywhere)
                .bindArray("teams", UUID.class, teams)
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(Choice.class))
                .list());
  }
}
