package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/// What a new key's examples ask for.
@ForActor
@ApplicationScoped
public class KeyExamples {
  private static final String PLACEHOLDER = "author/model";

  private static final String ANSWERED =
      """
      select requested_model from calls
      where org_id = :orgId and (:everywhere or team_id = any(:teams)) and status = 'ok' order by id desc limit 1
      """;

  private final Session session;
  private final Catalog catalog;

  KeyExamples(Session session, Catalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  /// The model that last answered this organization, so that the example works as it stands; where
  /// none did, one that can be called here.
  public String model(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return session
        .createNativeQuery(ANSWERED, String.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .uniqueResultOptional()
        .or(() -> catalog.example().map(Offering::slug))
        .orElse(PLACEHOLDER);
  }
}
