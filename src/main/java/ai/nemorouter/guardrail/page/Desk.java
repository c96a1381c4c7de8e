package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.error.NotFoundException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where rules are managed: in an organization, or for the installation.
///
/// @param root the address of the list
/// @param zone in which days begin and end
public record Desk(String root, RuleKeeper keeper, ZoneId zone) {
  /// Whether the rules are an organization's own.
  public boolean isOwn() {
    return keeper instanceof RuleKeeper.Own;
  }

  /// The member of the organization; empty for an operator.
  Optional<Actor> actor() {
    return keeper instanceof RuleKeeper.Own own ? Optional.of(own.actor()) : Optional.empty();
  }

  /// What the widest scope is called here.
  public String everywhere() {
    return isOwn() ? "organization" : "installation";
  }

  /// Whether this person may change the rule.
  public boolean manages(StoredRule rule) {
    return rule.deletedAt() == null && keeper.manages(rule.scope(), rule.teamId());
  }

  /// Whether they may have rules for the widest scope.
  public boolean isManagingEverywhere() {
    return keeper.manages(keeper.widest(), null);
  }

  /// Whether they may have rules for some team at least.
  public boolean isManagingSomewhere() {
    return switch (keeper) {
      case RuleKeeper.Installation _ -> true;
      case RuleKeeper.Own own -> own.actor().mayAnywhere(Permission.MANAGE_GUARDRAILS);
    };
  }

  /// Whether they may have rules there.
  public boolean isManaging(RuleScope scope, @Nullable UUID teamId) {
    return keeper.manages(scope, teamId);
  }

  /// The scope that an address names.
  ///
  /// @param word empty for the widest
  RuleScope scopeOrThrow(String word, String id) {
    if (word.isEmpty() || word.equals(keeper.widest().level().word())) {
      return keeper.widest();
    }
    Level level = Level.of(word).orElseThrow(() -> new NotFoundException("scope"));
    return new RuleScope(level, idOrThrow(id, level.word()));
  }

  /// The same for what is to be changed there.
  ///
  /// @throws NotFoundException for the widest, too, if this person may only change narrower ones
  RuleScope changeableScopeOrThrow(String word, String id) {
    RuleScope scope = scopeOrThrow(word, id);
    if (scope.equals(keeper.widest()) && !isManagingEverywhere()) {
      throw new NotFoundException("scope");
    }
    return scope;
  }

  /// The address of a rule's page, or of one below it.
  String path(UUID ruleId, String page) {
    return root + "/" + ruleId + page;
  }

  private static UUID idOrThrow(String id, String what) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException(what);
    }
  }
}
