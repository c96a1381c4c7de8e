package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;

/// What a new key's examples ask for.
@ApplicationScoped
public class KeyExamples {
  private static final String USUAL_MODEL = "openai/gpt-4o-mini";

  private final Database database;

  KeyExamples(Database database) {
    this.database = database;
  }

  /// The model that last answered this organization, so that the example works as it stands; a
  /// usual one where none did.
  String model(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return database.read(handle ->
        handle
            .createQuery(
                """
                select requested_model from calls
                where org_id = :orgId and status = 'ok' order by id desc limit 1
                """)
            .bind("orgId", actor.orgId())
            .mapTo(String.class)
            .findOne()
            .orElse(USUAL_MODEL));
  }
}
