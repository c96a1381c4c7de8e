package ai.nemorouter.guardrail.rule;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who manages rules: a member with the organization's, or an operator with those of the
/// installation.
public sealed interface RuleKeeper {
  record Installation(Operator operator) implements RuleKeeper {}

  record Own(Actor actor) implements RuleKeeper {}

  /// Whose rules they are.
  default UUID orgId() {
    return switch (this) {
      case Installation _ -> RuleScope.INSTALLATION_ID;
      case Own(Actor actor) -> actor.orgId();
    };
  }

  default String displayName() {
    return switch (this) {
      case Installation(Operator operator) -> operator.displayName();
      case Own(Actor actor) -> actor.displayName();
    };
  }

  /// The widest scope that they have rules for.
  default RuleScope widest() {
    return switch (this) {
      case Installation _ -> RuleScope.INSTALLATION;
      case Own(Actor actor) -> RuleScope.organization(actor.orgId());
    };
  }

  /// As one transaction about the rows that they deal with.
  default <T> T in(Database database, Supplier<T> work) {
    return switch (this) {
      case Installation _ -> database.inInstallation(work);
      case Own(Actor actor) -> database.joining(actor.orgId(), work);
    };
  }

  /// The first line of each use case.
  ///
  /// @throws ForbiddenException if they may not do so anywhere
  default Reach reachOrThrow(Permission permission) {
    return switch (this) {
      case Installation _ -> Reach.EVERYWHERE;
      case Own(Actor actor) -> actor.reachOrThrow(permission);
    };
  }

  /// Whether they may see rules of that level and team. What applies to the whole organization
  /// applies to its teams too, so those who see a team's rules see it.
  default boolean sees(RuleScope scope, @Nullable UUID teamId) {
    Reach reach = reachOrThrow(Permission.VIEW_GUARDRAILS);
    return teamId == null || scope.level() == Level.ORGANIZATION || reach.covers(teamId);
  }

  /// @throws NotFoundException if they may not even see rules there
  /// @throws ForbiddenException if they may not change rules there
  default void manageOrThrow(RuleScope scope, @Nullable UUID teamId) {
    Reach reach = reachOrThrow(Permission.MANAGE_GUARDRAILS);
    if (!sees(scope, teamId)) {
      throw new NotFoundException(teamId == null ? "guardrail" : scope.level().word());
    }
    boolean may = teamId == null ? reach.everywhere() : reach.covers(teamId);
    if (!may) {
      throw new ForbiddenException(Permission.MANAGE_GUARDRAILS);
    }
  }

  /// Whether they may change rules there, for pages.
  default boolean manages(RuleScope scope, @Nullable UUID teamId) {
    return switch (this) {
      case Installation _ -> true;
      case Own(Actor actor) ->
          teamId == null
              ? actor.may(Permission.MANAGE_GUARDRAILS)
              : actor.may(Permission.MANAGE_GUARDRAILS, teamId);
    };
  }

  /// Writes down what was changed.
  default void record(AuditLog log, String action, UUID ruleId, Changes changes) {
    String target = "guardrail " + ruleId;
    switch (this) {
      case Installation(Operator operator) -> log.record(operator, action, target, changes);
      case Own(Actor actor) -> log.record(actor, action, target, changes);
    }
  }
}
