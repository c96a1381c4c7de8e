package ai.nemorouter.sso.rule;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.Team;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.sso.SsoSettingsQueries;
import ai.nemorouter.sso.provider.Realm;
import ai.nemorouter.sso.provider.RealmNames;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists, adds, changes and removes an organization's rules. A rule gives rights in that
/// organization alone, whatever value it names. An actor cannot make, change or remove a rule that
/// gives more than they may do themselves.
@ForActor
@ApplicationScoped
public class SsoRules {
  private static final int RULES_MAX = 1_000;

  private final SsoRuleRows rows;
  private final SsoRuleQueries queries;
  private final SsoSettingsQueries settings;
  private final Roles roles;
  private final Teams teams;
  private final Constraints constraints;
  private final AuditLog auditLog;
  private final Realm realm;

  SsoRules(
      SsoRuleRows rows,
      SsoRuleQueries queries,
      SsoSettingsQueries settings,
      Roles roles,
      Teams teams,
      Constraints constraints,
      AuditLog auditLog,
      Realm realm) {
    this.rows = rows;
    this.queries = queries;
    this.settings = settings;
    this.roles = roles;
    this.teams = teams;
    this.constraints = constraints;
    this.auditLog = auditLog;
    this.realm = realm;
  }

  /// The orders in which rules are listed.
  public enum Sort {
    VALUE,
    ROLE,
    NEWEST
  }

  /// What a rule can give, for a form to choose from.
  ///
  /// @param offers groups and roles of the provider that it can be for; empty where they are not
  ///   known
  record Choices(
      List<Role> roles, List<Role> teamRoles, List<Team> teams, List<RealmNames.Offer> offers) {}

  /// A rule as a list shows it.
  ///
  /// @param changeable whether the reader may change and remove it
  /// @param missing whether the provider has no such group or role
  public record Listed(SsoRule rule, boolean changeable, boolean missing) {}

  /// @param query searches values
  public PageOf<Listed> list(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    boolean changing = actor.may(Permission.CHANGE_SETTINGS);
    // Before the first statement: the realm may have to be asked, without a connection in hand.
    Optional<RealmNames> names = realm.names();
    return rows.page(actor.orgId(), query)
        .map(rule ->
            new Listed(
                rule,
                changing && mayChange(actor, rule),
                names.map(known -> known.lacks(rule.claim(), rule.value())).orElse(false)));
  }

  /// The rule as one that the actor may change.
  SsoRule findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return changeableOrThrow(actor, id);
  }

  /// The roles that the rule could give instead.
  List<Role> choices(Actor actor, SsoRule rule) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return roles.choices(actor.orgId(), rule.level()).stream()
        .filter(role -> mayGive(actor, role, rule.teamId()))
        .toList();
  }

  Choices choices(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    List<RealmNames.Offer> offers = realm.names().map(RealmNames::offers).orElse(List.of());
    return new Choices(
        roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
            .filter(role -> mayGive(actor, role, null))
            .toList(),
        roles.choices(actor.orgId(), Role.Level.TEAM),
        teams.inUse(actor.orgId(), Reach.EVERYWHERE),
        offers);
  }

  void add(Actor actor, SsoRuleForm form) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    constraints.requireMet(form);
    Optional<Team> team = teamOrThrow(actor.orgId(), form.team());
    Role role = roleOrThrow(actor, team, form.given());
    UUID id = insert(actor.orgId(), form, team, role);
    auditLog.record(actor, "sso_rule.added", target(id), told(form, team, role));
  }

  /// Gives another role through the rule, without a moment in which it gives none.
  ///
  /// @param slug of a role of the same level
  void change(Actor actor, UUID id, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    SsoRuleEntity entity = rows.lockOrThrow(actor.orgId(), id);
    SsoRule rule = changeableOrThrow(actor, id);
    Role role = givableOrThrow(actor, rule.level(), rule.teamId(), slug);
    if (role.slug().equals(rule.role())) {
      return;
    }
    entity.give(role.slug());
    ObjectNode details = Json.object().put("claim", rule.claim().word()).put("value", rule.value());
    details.put("team", rule.teamName());
    details.putObject("role").put("before", rule.role()).put("after", role.slug());
    auditLog.record(actor, "sso_rule.changed", target(id), details);
  }

  void remove(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    rows.lockOrThrow(actor.orgId(), id);
    SsoRule rule = changeableOrThrow(actor, id);
    queries.delete(actor.orgId(), id);
    auditLog.record(
        actor,
        "sso_rule.removed",
        target(id),
        Json.object()
            .put("claim", rule.claim().word())
            .put("value", rule.value())
            .put("gives", rule.gives()));
  }

  /// A role that a rule gives, or everybody who is admitted, is not deleted from under them.
  void keepRole(@Observes Roles.Leaving leaving) {
    String role = leaving.role().slug();
    if (queries.giving(leaving.orgId(), role) > 0 || settings.giving(leaving.orgId(), role) > 0) {
      throw new InvalidInputException(
          "role",
          "Single sign-on gives this role. Remove the rules that do, then delete the role.");
    }
  }

  /// The role, if it lets one do no more than the actor may there.
  public Role roleOrThrow(Actor actor, Optional<Team> team, String slug) {
    return givableOrThrow(
        actor,
        team.isPresent() ? Role.Level.TEAM : Role.Level.ORGANIZATION,
        team.map(Team::id).orElse(null),
        slug);
  }

  private Role givableOrThrow(Actor actor, Role.Level level, @Nullable UUID teamId, String slug) {
    Role role =
        roles.choices(actor.orgId(), level).stream()
            .filter(one -> one.slug().equals(slug))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("role", "Choose a role."));
    if (!mayGive(actor, role, teamId)) {
      throw new ForbiddenException(
          "The role %s lets one do more than you may, so you cannot give it. Ask an owner of the organization."
              .formatted(role.name()));
    }
    return role;
  }

  private SsoRule changeableOrThrow(Actor actor, UUID id) {
    SsoRule rule = rows.getOrThrow(actor.orgId(), id);
    if (!mayChange(actor, rule)) {
      throw new ForbiddenException(
          "This rule gives more than you may. Ask an owner of the organization.");
    }
    return rule;
  }

  /// Who takes a rule away takes rights from people. A rule for a role that is no more gives none.
  private boolean mayChange(Actor actor, SsoRule rule) {
    return mayTake(actor, rule.level(), rule.teamId(), rule.role());
  }

  public boolean mayTake(Actor actor, Role.Level level, @Nullable UUID teamId, String slug) {
    return roles
        .find(actor.orgId(), level, slug)
        .map(role -> mayGive(actor, role, teamId))
        .orElse(true);
  }

  public static boolean mayGive(Actor actor, Role role, @Nullable UUID teamId) {
    return role.permissions().stream()
        .allMatch(
            permission -> teamId == null ? actor.may(permission) : actor.may(permission, teamId));
  }

  private UUID insert(UUID orgId, SsoRuleForm form, Optional<Team> team, Role role) {
    UUID id = Ids.next();
    UUID teamId = team.map(Team::id).orElse(null);
    boolean full = queries.count(orgId) >= RULES_MAX;
    if (full || queries.insert(orgId, id, form.claim(), form.value(), teamId, role.slug()) == 0) {
      throw new InvalidInputException(
          "value",
          "There is a rule for this value%s already, or there are %d rules. Remove one first."
              .formatted(team.isPresent() ? " and this team" : "", RULES_MAX));
    }
    return id;
  }

  private Optional<Team> teamOrThrow(UUID orgId, String typed) {
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        teams.inUse(orgId, Reach.EVERYWHERE).stream()
            .filter(team -> team.id().toString().equals(typed))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("team", "Choose a team in use.")));
  }

  private static ObjectNode told(SsoRuleForm form, Optional<Team> team, Role role) {
    ObjectNode details =
        Json.object()
            .put("claim", form.claim())
            .put("value", form.value())
            .put("role", role.slug());
    team.ifPresent(found -> details.put("team", found.name()));
    return details;
  }

  private static String target(UUID id) {
    return "sso rule " + id;
  }
}
