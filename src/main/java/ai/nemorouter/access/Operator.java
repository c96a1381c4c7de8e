package ai.nemorouter.access;

import java.util.UUID;

/// Somebody who runs the installation, acting outside organizations. Who holds one has passed
/// `CurrentActor.operatorOrThrow`: use cases that take an `Operator` need no other permission.
public record Operator(UUID userId, String displayName, Origin origin) {
  /// The same person within one organization, as its audit log shows them.
  public Actor within(UUID orgId) {
    return new Actor.Person(orgId, userId, displayName, Rights.all(), true, origin);
  }
}
