package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.ManagedMembers;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.rule.SsoRules;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What an organization decides about single sign-on: whether its members need it, who is admitted
/// without a matching rule, and what happens to the keys of people who leave.
@ForActor
@ApplicationScoped
public class SsoDecisions {
  private final SsoSettingsRows rows;
  private final Database database;
  private final SsoProviderSettings settings;
  private final Identities identities;
  private final SsoAccessPolicy admissions;
  private final SsoRules rules;
  private final ManagedMembers managed;
  private final Roles roles;
  private final AuditLog auditLog;

  SsoDecisions(
      SsoSettingsRows rows,
      Database database,
      SsoProviderSettings settings,
      Identities identities,
      SsoAccessPolicy admissions,
      SsoRules rules,
      ManagedMembers managed,
      Roles roles,
      AuditLog auditLog) {
    this.rows = rows;
    this.database = database;
    this.settings = settings;
    this.identities = identities;
    this.admissions = admissions;
    this.rules = rules;
    this.managed = managed;
    this.roles = roles;
    this.auditLog = auditLog;
  }

  SsoSettings get(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return rows.of(actor.orgId());
  }

  /// Of how many members the provider did not say what their access here depends on.
  int unclearMembers(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    UUID orgId = actor.orgId();
    return database.inInstallation(
        () -> identities.countUnclear(orgId, managed.people(orgId), admissions.lookAt()));
  }

  /// The roles that the actor can give to people who match no rule.
  List<Role> defaultRoles(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
        .filter(role -> SsoRules.mayGive(actor, role, null))
        .toList();
  }

  /// @param defaultRole the slug of a role; empty to admit only people who match a rule
  /// @param leavers the word of one of `SsoSettings.Leavers`
  public void change(Actor actor, String defaultRole, String leavers) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    SsoSettingsEntity entity = rows.lock(actor.orgId());
    SsoSettings before = entity.shown();
    boolean kept = defaultRole.equals(before.role().orElse(""));
    if (!kept && !mayTake(actor, before)) {
      throw new ForbiddenException(
          "The default role has more permissions than you have. Ask an owner of the organization.");
    }
    String role =
        defaultRole.isEmpty() || kept
            ? defaultRole
            : rules.roleOrThrow(actor, Optional.empty(), defaultRole).slug();
    store(
        actor,
        entity,
        new SsoSettings(
            before.required(), role.isEmpty() ? null : role, SsoSettings.Leavers.of(leavers)));
  }

  private boolean mayTake(Actor actor, SsoSettings settings) {
    return settings
        .role()
        .map(slug -> rules.mayTake(actor, Role.Level.ORGANIZATION, null, slug))
        .orElse(true);
  }

  /// Lets members in through the provider only, or with their passwords as well.
  void require(Actor actor, boolean required) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    if (required) {
      requireWayIn(actor); // Before the first statement: it asks in another transaction.
    }
    SsoSettingsEntity entity = rows.lock(actor.orgId());
    SsoSettings before = entity.shown();
    store(actor, entity, new SsoSettings(required, before.defaultRole(), before.leavers()));
  }

  /// What stands in the way of requiring it; empty for nothing.
  Optional<String> obstacle(Actor actor) {
    if (!settings.areComplete()) {
      return Optional.of(
          "Single sign-on is not set up on this installation. Its operator has to do that first.");
    }
    boolean findsIn =
        actor instanceof Actor.Person person
            && (person.operator()
                || database.inInstallation(
                    () -> identities.isLinked(settings.getOrThrow().issuer(), person.userId())));
    return findsIn
        ? Optional.empty()
        : Optional.of(
            "You would lock yourself out: your account is not linked to %s. Link it under “My account” first."
                .formatted(settings.name()));
  }

  private void requireWayIn(Actor actor) {
    Optional<String> obstacle = obstacle(actor);
    if (obstacle.isPresent()) {
      throw new InvalidInputException("required", obstacle.get());
    }
  }

  private void store(Actor actor, SsoSettingsEntity entity, SsoSettings after) {
    SsoSettings before = entity.shown();
    entity.change(after, database.now());
    ObjectNode details = Json.object();
    details.putObject("required").put("before", before.required()).put("after", after.required());
    details
        .putObject("default_role")
        .put("before", before.defaultRole())
        .put("after", after.defaultRole());
    details
        .putObject("leavers")
        .put("before", before.leavers().word())
        .put("after", after.leavers().word());
    auditLog.record(actor, "sso_settings.changed", "single sign-on", details);
  }
}
