package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Who belongs to a team and as what. Whoever leads one does this alone, with members that the
/// organization has already, and gives nobody more than they may do in it themselves.
@ApplicationScoped
public class TeamMembers {
  private static final int SHOWN_MAX = 1000;
  private static final RowMapper<TeamMember> ROW = ConstructorMapper.of(TeamMember.class);
  private static final String SELECT =
      """
      select t.user_id, u.name, u.email, t.role,
        coalesce((select r.name from roles r where r.org_id = t.org_id and r.slug = t.role), initcap(t.role)) as role_name,
        t.source, t.created_at as added_at, m.suspended_at
      from team_members t
      join members m on m.org_id = t.org_id and m.user_id = t.user_id
      join users u on u.id = t.user_id
      where t.org_id = :orgId and t.team_id = :teamId
      """;

  private static final String MATCHING =
      " and strpos(lower(u.name || ' ' || u.email), lower(:search)) > 0";

  private final Database database;
  private final Teams teams;
  private final Departures departures;
  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  TeamMembers(
      Database database,
      Teams teams,
      Departures departures,
      MemberKeys memberKeys,
      AuditLog auditLog) {
    this.database = database;
    this.teams = teams;
    this.departures = departures;
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// Somebody who could be added.
  public record Candidate(UUID id, String name, String email) {}

  /// What a form about people of a team chooses from.
  ///
  /// @param roles those that the actor may give
  public record Choices(List<Candidate> candidates, List<Role> roles) {}

  /// Somebody as a list of a team shows them.
  ///
  /// @param changeable whether whoever looks may change their place in the team
  public record Listed(TeamMember member, boolean changeable) {}

  /// By name. A team that the actor may not see is not there.
  ///
  /// @param search part of a name or e-mail address; empty for all
  public PageOf<Listed> list(Actor actor, UUID teamId, String search, int page) {
    if (!actor.reachOrThrow(Permission.VIEW_TEAMS).covers(teamId)) {
      throw new NotFoundException("team");
    }
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<TeamMember> people =
              handle
                  .createQuery(
                      SELECT
                          + MATCHING
                          + " order by lower(u.name), u.id limit :limit offset :offset")
                  .bind("orgId", actor.orgId())
                  .bind("teamId", teamId)
                  .bind("search", search.strip())
                  .bind("limit", PageOf.SIZE)
                  .bind("offset", PageOf.offset(page))
                  .map(ROW)
                  .list();
          long found =
              handle
                  .createQuery("select count(*) from (" + SELECT + MATCHING + ") people")
                  .bind("orgId", actor.orgId())
                  .bind("teamId", teamId)
                  .bind("search", search.strip())
                  .mapTo(Long.class)
                  .one();
          Map<String, Role> roles =
              Roles.choices(handle, actor.orgId(), Role.Level.TEAM).stream()
                  .collect(Collectors.toMap(Role::slug, role -> role));
          List<Listed> listed =
              people.stream()
                  .map(member ->
                      new Listed(
                          member,
                          !member.isManaged()
                              && actor.may(Permission.CHANGE_TEAM_MEMBERS, teamId)
                              && mayGive(actor, teamId, roles.get(member.role()))))
                  .toList();
          return new PageOf<>(listed, PageOf.within(page), found);
        });
  }

  private static boolean mayGive(Actor actor, UUID teamId, @Nullable Role role) {
    return role == null || actor.rights().include(role, teamId);
  }

  /// Somebody in the team whom the actor may change.
  public TeamMember findForChange(Actor actor, UUID teamId, UUID userId) {
    authorize(actor, teamId);
    return database
        .of(actor.orgId())
        .read(handle -> changeableOrThrow(handle, actor, teamId, userId));
  }

  /// The team, for a form about its people.
  public Team findTeam(Actor actor, UUID teamId) {
    authorize(actor, teamId);
    return database.of(actor.orgId()).read(handle -> teams.getOrThrow(teamId));
  }

  /// Whom one could add, and the roles that one could give.
  public Choices choices(Actor actor, UUID teamId) {
    authorize(actor, teamId);
    return database
        .of(actor.orgId())
        .read(handle ->
            new Choices(
                handle
                    .createQuery(
                        """
                        select u.id, u.name, u.email from members m join users u on u.id = m.user_id
                        where m.org_id = :orgId and m.suspended_at is null and not exists (
                          select from team_members t where t.org_id = m.org_id and t.team_id = :teamId and t.user_id = m.user_id)
                        order by lower(u.name), u.id limit :limit
                        """)
                    .bind("orgId", actor.orgId())
                    .bind("teamId", teamId)
                    .bind("limit", SHOWN_MAX)
                    .map(ConstructorMapper.of(Candidate.class))
                    .list(),
                Roles.choices(handle, actor.orgId(), Role.Level.TEAM).stream()
                    .filter(role -> actor.rights().include(role, teamId))
                    .toList()));
  }

  /// Adds a member of the organization to a team.
  ///
  /// @param person an id, or an e-mail address in any case
  /// @param slug of a role in teams
  public UUID add(Actor actor, UUID teamId, String person, String slug) {
    authorize(actor, teamId);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          String team = teams.requireOpen(actor.orgId(), teamId);
          Candidate candidate = candidateOrThrow(handle, actor.orgId(), person);
          Role role = MemberRules.grantableOrThrow(handle, actor, teamId, slug);
          int added =
              handle
                  .createUpdate(
                      """
                      insert into team_members (org_id, team_id, user_id, role)
                      values (:orgId, :teamId, :userId, :role) on conflict do nothing
                      """)
                  .bind("orgId", actor.orgId())
                  .bind("teamId", teamId)
                  .bind("userId", candidate.id())
                  .bind("role", role.slug())
                  .execute();
          if (added == 0) {
            throw new InvalidInputException(
                "person", candidate.name() + " belongs to this team already.");
          }
          ObjectNode details = about(team, candidate.name(), candidate.email());
          details.put("role", role.slug());
          record(handle, actor, "team_member.added", candidate.id(), details);
          return candidate.id();
        });
  }

  /// Gives somebody another role in a team, in force from their next request on.
  public void changeRole(Actor actor, UUID teamId, UUID userId, String slug) {
    authorize(actor, teamId);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          String team = teams.requireOpen(actor.orgId(), teamId);
          TeamMember member = changeableOrThrow(handle, actor, teamId, userId);
          Role role = MemberRules.grantableOrThrow(handle, actor, teamId, slug);
          if (role.slug().equals(member.role())) {
            return;
          }
          handle
              .createUpdate(
                  """
                  update team_members set role = :role
                  where org_id = :orgId and team_id = :teamId and user_id = :userId
                  """)
              .bind("role", role.slug())
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .bind("userId", userId)
              .execute();
          ObjectNode details = about(team, member.name(), member.email());
          details.putObject("role").put("before", member.role()).put("after", role.slug());
          record(handle, actor, "team_member.role_changed", userId, details);
        });
  }

  /// For the page that asks before somebody leaves a team.
  public Departures.Leaver preview(Actor actor, UUID teamId, UUID userId) {
    authorize(actor, teamId);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          changeableOrThrow(handle, actor, teamId, userId);
          Member member = MemberRows.findOrThrow(handle, actor.orgId(), userId);
          return Departures.leaver(
              handle,
              actor,
              member,
              memberKeys.ownedBy(handle, actor.orgId(), userId, Optional.of(teamId)));
        });
  }

  /// Takes somebody out of a team. Their keys in it do what was chosen; those in other teams stay.
  public void remove(Actor actor, UUID teamId, UUID userId, OwnedKeys choice) {
    authorize(actor, teamId);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Member person = MemberRows.lockOrThrow(handle, actor.orgId(), userId);
          TeamMember member = changeableOrThrow(handle, actor, teamId, userId);
          List<MemberKeys.Unrevoked> keys =
              memberKeys.ownedBy(handle, actor.orgId(), userId, Optional.of(teamId));
          String outcome =
              departures.settle(handle, actor, person, keys, choice, "owner left the team");
          handle
              .createUpdate(
                  """
                  delete from team_members
                  where org_id = :orgId and team_id = :teamId and user_id = :userId
                  """)
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .bind("userId", userId)
              .execute();
          ObjectNode details =
              about(teamName(handle, actor.orgId(), teamId), member.name(), member.email());
          details.put("role", member.role());
          record(
              handle,
              actor,
              "team_member.removed",
              userId,
              Departures.withKeys(details, keys, outcome));
        });
  }

  /// The people of a team that is not one's own are as little there as the team.
  private static void authorize(Actor actor, UUID teamId) {
    if (!actor.rights().reach(Permission.VIEW_TEAMS).covers(teamId)
        && !actor.may(Permission.CHANGE_TEAM_MEMBERS, teamId)
        && actor.mayAnywhere(Permission.CHANGE_TEAM_MEMBERS)) {
      throw new NotFoundException("team");
    }
    actor.authorizeOrThrow(Permission.CHANGE_TEAM_MEMBERS, teamId);
  }

  /// Somebody in the team whom this actor may change.
  private static TeamMember changeableOrThrow(
      Handle handle, Actor actor, UUID teamId, UUID userId) {
    TeamMember member = findOrThrow(handle, actor.orgId(), teamId, userId);
    if (member.isManaged()) {
      throw new InvalidInputException(
          "person",
          "Single sign-on decides on " + member.name() + "'s place in this team. Change it there.");
    }
    Role role = Roles.orNone(handle, actor.orgId(), Role.Level.TEAM, member.role());
    if (!actor.rights().include(role, teamId)) {
      throw new ForbiddenException(
          member.name() + " may do more in this team than you. Ask an owner of the organization.");
    }
    return member;
  }

  private static TeamMember findOrThrow(Handle handle, UUID orgId, UUID teamId, UUID userId) {
    return handle
        .createQuery(SELECT + " and t.user_id = :userId")
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .bind("userId", userId)
        .map(ROW)
        .findOne()
        .orElseThrow(() -> new NotFoundException("member of this team"));
  }

  private static Candidate candidateOrThrow(Handle handle, UUID orgId, String person) {
    return handle
        .createQuery(
            """
            select u.id, u.name, u.email from members m join users u on u.id = m.user_id
            where m.org_id = :orgId and m.suspended_at is null
              and (lower(u.email) = lower(:person) or u.id::text = lower(:person))
            """)
        .bind("orgId", orgId)
        .bind("person", person.strip())
        .map(ConstructorMapper.of(Candidate.class))
        .findOne()
        .orElseThrow(() ->
            new InvalidInputException(
                "person",
                "Choose somebody who is a member of the organization and not suspended."));
  }

  private static String teamName(Handle handle, UUID orgId, UUID teamId) {
    return handle
        .createQuery("select name from teams where org_id = :orgId and id = :teamId")
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .mapTo(String.class)
        .one();
  }

  private static ObjectNode about(String team, String name, String email) {
    return Json.object().put("team", team).put("name", name).put("email", email);
  }

  private void record(Handle handle, Actor actor, String action, UUID userId, ObjectNode details) {
    auditLog.record(handle, actor, action, "member " + userId, details);
  }
}
