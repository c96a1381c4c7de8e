package ai.nemorouter.organization.member;

import java.util.UUID;

/// What becomes of the keys of somebody who goes. Somebody chooses: no key goes on without an owner
/// by oversight, and none stops by surprise.
public sealed interface OwnedKeys {
  /// Ends them for good.
  record Revoke() implements OwnedKeys {}

  /// Gives them to another member. They go on working, and anyone who knew their secrets still
  /// knows them.
  record HandOver(UUID to) implements OwnedKeys {}

  /// Lets them go on without an owner, as keys of programs.
  record MakeOwnerless() implements OwnedKeys {}
}
