package ai.nemorouter.provider;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whose providers somebody deals with: those of the installation, or those of one organization.
public sealed interface ProviderOwner {
  /// An operator and the providers that everybody's calls may use.
  record Installation(Operator operator) implements ProviderOwner {}

  /// Somebody of an organization and the providers that it brought.
  record Own(Actor actor) implements ProviderOwner {}

  /// Null for the installation.
  default @Nullable UUID orgId() {
    return switch (this) {
      case Installation _ -> null;
      case Own(Actor actor) -> actor.orgId();
    };
  }

  /// As one transaction of its own about the rows that the holder deals with: when this returns,
  /// all nodes can see what it changed.
  default <T> T in(Database database, Supplier<T> work) {
    return switch (this) {
      case Installation _ -> database.inInstallation(work);
      case Own(Actor actor) -> database.inOrganization(actor.orgId(), work);
    };
  }

  /// The same for what changes nothing, as part of the transaction that the thread is in about the
  /// organization.
  default <T> T reading(Database database, Supplier<T> work) {
    return switch (this) {
      case Installation _ -> database.inInstallation(work);
      case Own(Actor actor) -> database.joining(actor.orgId(), work);
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

  /// Writes down what was changed about a provider.
  ///
  /// @param action a verb, as in `added`
  default void record(AuditLog log, String action, String name, Changes changes) {
    String target = "provider " + name;
    switch (this) {
      case Installation(Operator operator) ->
          log.record(operator, "provider." + action, target, changes);
      case Own(Actor actor) -> log.record(actor, "provider." + action, target, changes);
    }
  }
}
