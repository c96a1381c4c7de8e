package ai.nemorouter.guardrail.rule;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A scope that is there.
///
/// @param teamId the team that it is or is in; null for wider scopes
/// @param open whether requests can still be made under it: not so for an archived team or a
///   revoked key
public record Place(RuleScope scope, @Nullable UUID teamId, String name, boolean open) {
  public void requireOpen() {
    if (!open) {
      throw new InvalidInputException(
          "scope",
          scope.level() == Level.TEAM
              ? "This team is archived: no request is made in it."
              : "This key was revoked: no request is made with it.");
    }
  }
}
