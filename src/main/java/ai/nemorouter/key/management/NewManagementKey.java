package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.key.KeySettings;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wants a program to be able to do.
///
/// @param permissions including those that they imply: changing something requires seeing it
/// @param addresses the ranges of IP addresses that it may be used from; empty for any
/// @param form of the form that asked for it; null for no form
public record NewManagementKey(
    @Name(
            max = KeySettings.NAME_LENGTH_MAX,
            empty = KeySettings.UNNAMED,
            message = KeySettings.LONG)
        String name,
    Set<Permission> permissions,
    @Nullable Instant expiresAt,
    List<String> addresses,
    @Nullable UUID form) {
  public NewManagementKey {
    name = Names.trimmed(name);
    addresses = KeyPolicy.ranges(addresses);
    permissions = new Rights(permissions, Map.of()).everywhere();
    if (permissions.isEmpty()) {
      throw new InvalidInputException("permissions", "Choose what the program may do.");
    }
  }

  /// What this actor can let a program do: what they may in the whole organization themselves, but
  /// for what only people can have.
  public static List<Permission> grantable(Actor actor) {
    return Arrays.stream(Permission.values())
        .filter(permission -> permission.level() != Permission.Level.INSTALLATION)
        .filter(permission -> permission != Permission.CHANGE_OWN_KEYS)
        .filter(actor::may)
        .toList();
  }

  /// @throws ForbiddenException if the actor does not hold all of it
  static void grantOrThrow(Actor actor, Set<Permission> permissions) {
    permissions.stream()
        .filter(permission -> !actor.may(permission))
        .findFirst()
        .ifPresent(missing -> {
          throw new ForbiddenException(missing);
        });
  }
}
