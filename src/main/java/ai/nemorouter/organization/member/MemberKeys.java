package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What organizations know of keys when people or teams go. The feature of keys implements it, so
/// that a member cannot go without their keys being thought of. All of it is part of a transaction
/// that has authorized what it does.
public interface MemberKeys {

  /// A key that was not revoked: it can start calls now, or could again.
  ///
  /// @param label what may be shown of its secret
  /// @param state what keeps it from starting calls now, as in `disabled`; empty for nothing
  record Unrevoked(
      UUID id, String name, String label, UUID teamId, String teamName, String state) {}

  /// The keys that a member owns, kept from changing until the transaction ends.
  ///
  /// @param teamId only those of one team; empty for all
  List<Unrevoked> ownedBy(UUID orgId, UUID userId, Optional<UUID> teamId);

  /// The keys of a team, kept from changing until the transaction ends.
  List<Unrevoked> inTeam(UUID orgId, UUID teamId);

  /// Ends keys for good, on every node at once, with an entry in the audit log each.
  ///
  /// @param because what happened, as in `owner removed`
  void revoke(Actor actor, List<Unrevoked> keys, String because);

  /// Gives keys another owner, with an entry in the audit log each.
  ///
  /// @param owner null for no owner
  void give(Actor actor, List<Unrevoked> keys, @Nullable UUID owner, String because);

  /// Takes an owner who goes from the keys that were revoked earlier. Their name stays for people
  /// to read.
  void forget(UUID orgId, UUID userId);

  /// Makes the keys of somebody stand as they do: disabled on every node at once while they are
  /// suspended, as before when they no longer are.
  ///
  /// @return how many keys stopped or work again
  int follow(UUID orgId, UUID userId);
}
