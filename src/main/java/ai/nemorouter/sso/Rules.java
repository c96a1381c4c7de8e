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

/// Lists, adds and removes an organization's rules. A rule gives rights in that organization alone,
/// whatever value it names; and nobody can make one that gives more than they may themselves.
@ApplicationScoped
class Rules {
  private static final int VALUE_LENGTH_MAX = 200;
  private static final int RULES_MAX = 1_000;
  private static final int TEAMS_MAX = 500;

  private final Database database;
  private final AuditLog auditLog;

  Rules(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
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
  record Choices(List<Role> roles, List<Role> teamRoles, List<Team> teams) {}

  /// A team in use.
  public record Team(UUID id, String name) {}

  PageOf<Rule> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            RuleRows.page(
                handle, actor.orgId(), filter.search(), filter.sort().columns, filter.page()));
  }

  Rule find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return database
        .of(actor.orgId())
        .read(handle -> RuleRows.find(handle, actor.orgId(), id))
        .orElseThrow(() -> new NotFoundException("rule"));
  }

  Choices choices(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new Choices(
                Roles.choices(handle, actor.orgId(), Role.Level.ORGANIZATION).stream()
                    .filter(role -> mayGive(actor, role, null))
                    .toList(),
                Roles.choices(handle, actor.orgId(), Role.Level.TEAM),
                teams(handle, actor.orgId())));
  }

  void add(Actor actor, Wanted wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    Claims.Kind claim =
        Claims.Kind.of(wanted.claim())
            .orElseThrow(() -> new InvalidInputException("claim", "Choose a claim."));
    String value = wanted.value().strip();
    if (value.isEmpty() || value.length() > VALUE_LENGTH_MAX) {
      throw new InvalidInputException(
          "value", "Enter a value of at most %d characters.".formatted(VALUE_LENGTH_MAX));
    }
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Optional<Team> team = teamOrThrow(handle, actor.orgId(), wanted.team());
          Role role = roleOrThrow(handle, actor, team, wanted.role());
          UUID id = insert(handle, actor.orgId(), claim, value, team, role);
          auditLog.record(
              handle, actor, "sso_rule.added", "sso rule " + id, told(claim, value, team, role));
        });
  }

  void remove(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Rule rule =
              RuleRows.find(handle, actor.orgId(), id)
                  .orElseThrow(() -> new NotFoundException("rule"));
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
        leaving
            .handle()
            .createQuery(
                """
                select exists (select from sso_rules where org_id = :orgId and role = :role)
                  or exists (select from sso_settings where org_id = :orgId and default_role = :role)
                """)
            .bind("orgId", leaving.orgId())
            .bind("role", leaving.role().slug())
            .mapTo(Boolean.class)
            .one();
    if (inUse) {
      throw new InvalidInputException(
          "role",
          "Single sign-on gives this role. Remove the rules that do, then delete the role.");
    }
  }

  /// The role, if it lets one do no more than the actor may there.
  static Role roleOrThrow(Handle handle, Actor actor, Optional<Team> team, String slug) {
    Role.Level level = team.isPresent() ? Role.Level.TEAM : Role.Level.ORGANIZATION;
    Role role =
        Roles.choices(handle, actor.orgId(), level).stream()
            .filter(one -> one.slug().equals(slug))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("role", "Choose a role."));
    if (!mayGive(actor, role, team.map(Team::id).orElse(null))) {
      throw new ForbiddenException(
          "The role %s lets one do more than you may, so you cannot give it. Ask an owner of the organization."
              .formatted(role.name()));
    }
    return role;
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
