package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.Roles;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Lists, adds, changes and removes an organization's rules. A rule gives rights in that
/// organization alone, whatever value it names; and nobody makes, changes or removes one that gives
/// more than they may themselves.
@ApplicationScoped
class Rules {
  private static final int VALUE_LENGTH_MAX = 200;
  private static final int RULES_MAX = 1_000;
  private static final int TEAMS_MAX = 500;

  private final Database database;
  private final Roles roles;
  private final AuditLog auditLog;
  private final Realm realm;

  Rules(Database database, Roles roles, AuditLog auditLog, Realm realm) {
    this.database = database;
    this.roles = roles;
    this.auditLog = auditLog;
    this.realm = realm;
  }

  /// The orders in which rules are listed.
  enum Sort {
    VALUE("lower(r.value), r.id"),
    ROLE("r.role, lower(r.value), r.id"),
    NEWEST("r.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a value; empty for all
  record Filter(String search, Sort sort, int page) {
    Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  /// What somebody typed.
  ///
  /// @param team the id of a team; empty for the whole organization
  /// @param role the slug of a role of that level
  record Wanted(String claim, String value, String team, String role) {}

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
  public record Listed(Rule rule, boolean changeable, boolean missing) {}

  /// A team in use.
  public record Team(UUID id, String name) {}

  PageOf<Listed> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    boolean changing = actor.may(Permission.CHANGE_SETTINGS);
    Optional<RealmNames> names = realm.names();
    return database
        .of(actor.orgId())
        .read(handle -> {
          PageOf<Rule> page =
              RuleRows.page(
                  handle,
                  roles,
                  actor.orgId(),
                  filter.search(),
                  filter.sort().columns,
                  filter.page());
          List<Listed> listed =
              page.items().stream()
                  .map(rule ->
                      new Listed(
                          rule,
                          changing && mayChange(actor, rule),
                          names
                              .map(known -> known.lacks(rule.claim(), rule.value()))
                              .orElse(false)))
                  .toList();
          return new PageOf<>(listed, page.number(), page.found());
        });
  }

  /// The rule as one that the actor may change.
  Rule findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return database.of(actor.orgId()).read(handle -> changeableOrThrow(handle, actor, id));
  }

  /// The roles that the rule could give instead.
  List<Role> choices(Actor actor, Rule rule) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return database
        .of(actor.orgId())
        .read(handle ->
            roles.choices(actor.orgId(), rule.level()).stream()
                .filter(role -> mayGive(actor, role, rule.teamId()))
                .toList());
  }

  Choices choices(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    List<RealmNames.Offer> offers = realm.names().map(RealmNames::offers).orElse(List.of());
    return database
        .of(actor.orgId())
        .read(handle ->
            new Choices(
                roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
                    .filter(role -> mayGive(actor, role, null))
                    .toList(),
                roles.choices(actor.orgId(), Role.Level.TEAM),
                teams(handle, actor.orgId()),
                offers));
  }

  void add(Actor actor, Wanted wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    Claims.Kind claim =
        Claims.Kind.of(wanted.claim())
            .orElseThrow(() -> new InvalidInputException("claim", "Choose a claim."));
    String value =
        Names.validOrThrow(
            "value",
            wanted.value(),
            VALUE_LENGTH_MAX,
            "Enter a value of at most %d characters.".formatted(VALUE_LENGTH_MAX));
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Optional<Team> team = teamOrThrow(handle, actor.orgId(), wanted.team());
          Role role = roleOrThrow(actor, team, wanted.role());
          UUID id = insert(handle, actor.orgId(), claim, value, team, role);
          auditLog.record(
              handle, actor, "sso_rule.added", "sso rule " + id, told(claim, value, team, role));
        });
  }

  /// Gives another role through the rule, without a moment in which it gives none.
  ///
  /// @param slug of a role of the same level
  void change(Actor actor, UUID id, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          RuleRows.lock(handle, actor.orgId(), id);
          Rule rule = changeableOrThrow(handle, actor, id);
          Role role = givableOrThrow(actor, rule.level(), rule.teamId(), slug);
          if (role.slug().equals(rule.role())) {
            return;
          }
          handle.execute(
              "update sso_rules set role = ? where org_id = ? and id = ?",
              role.slug(),
              actor.orgId(),
              id);
          ObjectNode details =
              Json.object().put("claim", rule.claim().word()).put("value", rule.value());
          details.put("team", rule.teamName());
          details.putObject("role").put("before", rule.role()).put("after", role.slug());
          auditLog.record(handle, actor, "sso_rule.changed", "sso rule " + id, details);
        });
  }

  void remove(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          RuleRows.lock(handle, actor.orgId(), id);
          Rule rule = changeableOrThrow(handle, actor, id);
          handle.execute("delete from sso_rules where org_id = ? and id = ?", actor.orgId(), id);
          auditLog.record(
              handle,
              actor,
              "sso_rule.removed",
              "sso rule " + id,
              Json.object()
                  .put("claim", rule.claim().word())
                  .put("value", rule.value())
                  .put("gives", rule.gives()));
        });
  }

  /// A role that a rule gives, or everybody who is admitted, is not deleted from under them.
  void keepRole(@Observes Roles.Leaving leaving) {
    boolean inUse =
        database.withHandle(handle ->
            handle
                .createQuery(
                    """
                    select exists (select from sso_rules where org_id = :orgId and role = :role)
                      or exists (select from sso_settings where org_id = :orgId and default_role = :role)
                    """)
                .bind("orgId", leaving.orgId())
                .bind("role", leaving.role().slug())
                .mapTo(Boolean.class)
                .one());
    if (inUse) {
      throw new InvalidInputException(
          "role",
          "Single sign-on gives this role. Remove the rules that do, then delete the role.");
    }
  }

  /// The role, if it lets one do no more than the actor may there.
  Role roleOrThrow(Actor actor, Optional<Team> team, String slug) {
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

  private Rule changeableOrThrow(Handle handle, Actor actor, UUID id) {
    Rule rule =
        RuleRows.find(handle, roles, actor.orgId(), id)
            .orElseThrow(() -> new NotFoundException("rule"));
    if (!mayChange(actor, rule)) {
      throw new ForbiddenException(
          "This rule gives more than you may. Ask an owner of the organization.");
    }
    return rule;
  }

  /// Who takes a rule away takes rights from people. A rule for a role that is no more gives none.
  private boolean mayChange(Actor actor, Rule rule) {
    return mayTake(actor, rule.level(), rule.teamId(), rule.role());
  }

  boolean mayTake(Actor actor, Role.Level level, @Nullable UUID teamId, String slug) {
    return roles
        .find(actor.orgId(), level, slug)
        .map(role -> mayGive(actor, role, teamId))
        .orElse(true);
  }

  static boolean mayGive(Actor actor, Role role, @Nullable UUID teamId) {
    return role.permissions().stream()
        .allMatch(
            permission -> teamId == null ? actor.may(permission) : actor.may(permission, teamId));
  }

  private static UUID insert(
      Handle handle, UUID orgId, Claims.Kind claim, String value, Optional<Team> team, Role role) {
    UUID id = Ids.next();
    int added =
        handle
            .createUpdate(
                """
                insert into sso_rules (org_id, id, claim, value, team_id, role)
                select :orgId, :id, :claim, :value, :teamId, :role
                where (select count(*) from sso_rules where org_id = :orgId) < :most
                on conflict do nothing
                """)
            .bind("orgId", orgId)
            .bind("id", id)
            .bind("claim", claim.word())
            .bind("value", value)
            .bind("teamId", team.map(Team::id).orElse(null))
            .bind("role", role.slug())
            .bind("most", RULES_MAX)
            .execute();
    if (added == 0) {
      throw new InvalidInputException(
          "value",
          "There is a rule for this value%s already, or there are %d rules. Remove one first."
              .formatted(team.isPresent() ? " and this team" : "", RULES_MAX));
    }
    return id;
  }

  private static Optional<Team> teamOrThrow(Handle handle, UUID orgId, String typed) {
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        teams(handle, orgId).stream()
            .filter(team -> team.id().toString().equals(typed))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("team", "Choose a team in use.")));
  }

  private static List<Team> teams(Handle handle, UUID orgId) {
    return handle
        .createQuery(
            """
            select id, name from teams where org_id = :orgId and archived_at is null
            order by lower(name), id limit :limit
            """)
        .bind("orgId", orgId)
        .bind("limit", TEAMS_MAX)
        .map((row, context) -> new Team(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }

  private static ObjectNode told(Claims.Kind claim, String value, Optional<Team> team, Role role) {
    ObjectNode details =
        Json.object().put("claim", claim.word()).put("value", value).put("role", role.slug());
    team.ifPresent(found -> details.put("team", found.name()));
    return details;
  }
}
