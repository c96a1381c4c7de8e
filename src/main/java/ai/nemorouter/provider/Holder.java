package ai.nemorouter.provider;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose providers somebody deals with: those of the installation, or those of one organization.
public sealed interface Holder {
  /// An operator and the providers that everybody's calls may use.
  record Installation(Operator operator) implements Holder {}

  /// Somebody of an organization and the providers that it brought.
  record Own(Actor actor) implements Holder {}

  /// Null for the installation.
  default @Nullable UUID orgId() {
    return switch (this) {
      case Installation _ -> null;
      case Own(Actor actor) -> actor.orgId();
    };
  }

  /// The rows that the holder deals with.
  default Database.View in(Database database) {
    return switch (this) {
      case Installation _ -> database.acrossOrganizations();
      case Own(Actor actor) -> database.of(actor.orgId());
    };
  }

  default String displayName() {
    return switch (this) {
      case Installation(Operator operator) -> operator.displayName();
      case Own(Actor actor) -> actor.displayName();
    };
  }

  /// The first line of every use case. Who holds an `Operator` needs no other permission.
  default void authorizeOrThrow(Permission permission) {
    if (this instanceof Own(Actor actor)) {
      actor.authorizeOrThrow(permission);
    }
  }
}
