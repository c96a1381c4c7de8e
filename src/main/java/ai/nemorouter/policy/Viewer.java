package ai.nemorouter.policy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who reads what applies.
///
/// @param actor null for a program that asks with the key that it is about
/// @param own whether it is about the viewer's own keys
record Viewer(@Nullable Actor actor, boolean own) {
  /// A program that showed the secret of the key that it asks about.
  static final Viewer KEY = new Viewer(null, true);

  /// Whether the viewer asks with the secret of the key.
  boolean isKey() {
    return actor == null;
  }

  boolean isPerson(@Nullable UUID userId) {
    return actor instanceof Actor.Person person && person.userId().equals(userId);
  }

  boolean may(Permission permission) {
    return actor != null && actor.may(permission);
  }

  /// @param teamId null for no team: then nothing may be done in it
  boolean may(Permission permission, @Nullable UUID teamId) {
    return actor != null
        && (teamId == null ? actor.may(permission) : actor.may(permission, teamId));
  }

  boolean mayAnywhere(Permission permission) {
    return actor != null && actor.mayAnywhere(permission);
  }
}
