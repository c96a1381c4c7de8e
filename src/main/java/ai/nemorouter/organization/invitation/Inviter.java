package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who invited a person, as the invitation remembers it.
///
/// @param kind as the audit log calls actors
record Inviter(String kind, @Nullable UUID id, String name) {
  static final String MEMBER = "member";
  static final String OPERATOR = "operator";
  static final String AUTOMATION = "automation";
  private static final String SETUP = "setup";

  static Inviter of(Actor actor) {
    String name = actor.displayName();
    return switch (actor) {
      case Actor.Person person ->
          new Inviter(person.operator() ? OPERATOR : MEMBER, person.userId(), name);
      case Actor.Automation automation -> new Inviter(AUTOMATION, automation.keyId(), name);
      case Actor.Setup _ -> new Inviter(SETUP, null, name);
    };
  }
}
