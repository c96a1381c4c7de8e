package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// What a new key's examples ask for.
@ApplicationScoped
public class KeyExamples {
  private static final String PLACEHOLDER = "author/model";

  private final Database database;
  private final Catalog catalog;

  KeyExamples(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// The model that last answered this organization, so that the example works as it stands; where
  /// none did, one that can be called here.
  String model(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select requested_model from calls
                    where org_id = :orgId and (:everywhere or team_id = any(:teams)) and status = 'ok' order by id desc limit 1
                    """)
                .bind("orgId", actor.orgId())
                .bind("everywhere", reach.everywhere())
                .bindArray("teams", UUID.class, reach.teams())
                .mapTo(String.class)
                .findOne()
                .or(() -> catalog.example().map(Offering::slug))
                .orElse(PLACEHOLDER));
  }
}
