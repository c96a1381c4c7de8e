package ai.nemorouter.organization.team;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.MemberKeys;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates, lists, renames and archives teams.
@ForActor
@ApplicationScoped
public class Teams {
  static final String ARCHIVED = "archived";
  private static final int CHOICES_MAX = 500;

  private final TeamRows rows;
  private final TeamQueries queries;
  private final Database database;
  private final Constraints constraints;
  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  Teams(
      TeamRows rows,
      TeamQueries queries,
      Database database,
      Constraints constraints,
      MemberKeys memberKeys,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.database = database;
    this.constraints = constraints;
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// The orders in which teams are listed.
  public enum Sort {
    NAME,
    KEYS,
    NEWEST
  }

  /// Those that the actor may see.
  ///
  /// @param query shows `ARCHIVED` ones instead of those in use, by a `Sort`
  public PageOf<Team> list(Actor actor, ListQuery query) {
    return rows.page(actor.reachOrThrow(Permission.VIEW_TEAMS), query);
  }

  /// The teams in use that the actor may see, by name, for a form to choose from.
  public List<Team> choices(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_TEAMS);
    return rows.inUse(actor.orgId(), reach, CHOICES_MAX);
  }

  /// A team by its name alone.
  public record Named(UUID id, String name) {}

  /// The first teams in use that the actor may see, by name, without their figures.
  ///
  /// @param max at least 1
  public List<Named> named(Actor actor, int max) {
    return rows.named(actor.orgId(), actor.reachOrThrow(Permission.VIEW_TEAMS), max);
  }

  /// What `choices` gives, for a use case that has authorized its actor.
  public List<Team> inUse(UUID orgId, Reach reach) {
    return rows.inUse(orgId, reach, CHOICES_MAX);
  }

  /// The first team in use, for a use case that has authorized its actor.
  ///
  /// @param reference its id, or its name in any case; null for any
  public Optional<Team> first(UUID orgId, Reach reach, @Nullable String reference) {
    return rows.first(orgId, reach, reference);
  }

  /// Keeps a team that is not archived from being archived until the transaction ends.
  ///
  /// @return false if it is archived
  public boolean keepOpen(UUID orgId, UUID teamId) {
    return !rows.lockOrThrow(orgId, teamId, LockModeType.PESSIMISTIC_READ).isArchived();
  }

  /// @throws NotFoundException also for a team that the actor may not see
  public Team find(Actor actor, UUID teamId) {
    if (!actor.reachOrThrow(Permission.VIEW_TEAMS).covers(teamId)) {
      throw new NotFoundException("team");
    }
    return rows.getOrThrow(teamId);
  }

  /// For a form that changes it.
  public Team findForChange(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    return rows.getOrThrow(teamId);
  }

  public UUID create(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    UUID id = create(actor.orgId(), name);
    auditLog.record(actor, "team.created", "team " + id, Json.object().put("name", name.strip()));
    return id;
  }

  /// For setups that make a team as part of their own transaction.
  public UUID create(UUID orgId, String name) {
    String valid = validName(name);
    UUID id = Ids.next();
    if (queries.insert(orgId, id, valid) == 0) {
      throw nameTaken(valid);
    }
    return id;
  }

  public void rename(Actor actor, UUID teamId, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    String valid = validName(name);
    TeamEntity team = lockOpen(actor, teamId);
    if (queries.othersNamed(teamId, valid) > 0) {
      throw nameTaken(valid);
    }
    ObjectNode details = Json.object();
    details.putObject("name").put("before", team.name()).put("after", valid);
    team.rename(valid);
    auditLog.record(actor, "team.renamed", "team " + teamId, details);
  }

  /// What archiving a team would end.
  ///
  /// @param keys those of the team that can start calls or could again
  public record Archiving(Team team, List<MemberKeys.Unrevoked> keys) {}

  /// For the page that asks before a team is archived.
  public Archiving previewArchive(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    return new Archiving(find(actor, teamId), memberKeys.inTeam(actor.orgId(), teamId));
  }

  /// Puts a team away for good: its calls stay on record. A key belongs to its team for life, so
  /// keys that could still be used end with it; refused unless that was chosen, so that nothing
  /// stops working by surprise.
  ///
  /// @param revokeKeys whether the team's keys may be revoked
  public void archive(Actor actor, UUID teamId, boolean revokeKeys) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    TeamEntity team = lockOpen(actor, teamId);
    List<MemberKeys.Unrevoked> keys = memberKeys.inTeam(actor.orgId(), teamId);
    if (!keys.isEmpty() && !revokeKeys) {
      throw new InvalidInputException(
          "keys",
          "This team still has %d key%s. Say that %s revoked with it, or keep the team."
              .formatted(
                  keys.size(),
                  keys.size() == 1 ? "" : "s",
                  keys.size() == 1 ? "it is" : "they are"));
    }
    memberKeys.revoke(actor, keys, "team archived");
    team.archive(database.now());
    ObjectNode details = Json.object().put("name", team.name());
    auditLog.record(
        actor, "team.archived", "team " + teamId, MemberRemoval.withKeys(details, keys, "revoked"));
  }

  /// As part of a transaction that has authorized what it does.
  Team getOrThrow(UUID teamId) {
    return rows.getOrThrow(teamId);
  }

  /// Minting a key takes a share lock on the team's row, so no key appears while this is held.
  private TeamEntity lockOpen(Actor actor, UUID teamId) {
    return open(rows.lockOrThrow(actor.orgId(), teamId, LockModeType.PESSIMISTIC_WRITE));
  }

  /// Keeps the team from being archived until the transaction ends.
  ///
  /// @return the team's name
  public String requireOpen(UUID orgId, UUID teamId) {
    return open(rows.lockOrThrow(orgId, teamId, LockModeType.PESSIMISTIC_READ)).name();
  }

  private static TeamEntity open(TeamEntity team) {
    if (team.isArchived()) {
      throw new InvalidInputException("team", "This team is archived and cannot be changed.");
    }
    return team;
  }

  private String validName(String name) {
    return constraints.requireMet(new TeamForm(name)).name();
  }

  private static InvalidInputException nameTaken(String name) {
    return new InvalidInputException("name", "There is a team named “" + name + "” already.");
  }
}
