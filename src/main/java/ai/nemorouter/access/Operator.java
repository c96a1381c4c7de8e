package ai.nemorouter.access;

import java.util.UUID;

/// Who runs the installation, acting outside organizations: a person, or a program that holds an
/// operator key. Who holds one has passed `CurrentActor.operatorOrThrow`: use cases that take an
/// `Operator` need no other permission.
///
/// @param id of the person's account, or of the key
public record Operator(UUID id, String displayName, Origin origin, boolean program) {
  /// A person.
  public Operator(UUID userId, String displayName, Origin origin) {
    this(userId, displayName, origin, false);
  }

  /// The same within one organization, as its audit log shows them.
  public Actor within(UUID orgId) {
    return program
        ? new Actor.Automation(orgId, id, displayName, Rights.all(), true, origin)
        : new Actor.Person(orgId, id, displayName, Rights.all(), true, origin);
  }
}
