package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Creates, lists, renames and archives teams.
@ApplicationScoped
public class Teams {
  private static final int NAME_LENGTH_MAX = 120;
  private static final int CHOICES_MAX = 500;
  private static final String COLUMNS =
      """
      t.id, t.name, t.created_at, t.archived_at,
      (select count(*) from keys k where k.org_id = t.org_id and k.team_id = t.id
         and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))::int as live_keys
      """;

  private final Database database;
  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  Teams(Database database, MemberKeys memberKeys, AuditLog auditLog) {
    this.database = database;
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// The orders in which teams are listed.
  public enum Sort {
    NAME("lower(t.name), t.id"),
    KEYS("live_keys desc, lower(t.name), t.id"),
    NEWEST("t.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name; empty for all
  /// @param archived the archived ones instead of those in use
  public record Filter(String search, boolean archived, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  /// Those that the actor may see.
  public PageOf<Team> list(Actor actor, Filter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                page(handle, actor.orgId(), reach, filter),
                filter.page(),
                count(handle, actor.orgId(), reach, filter)));
  }

  /// The teams in use that the actor may see, by name, for a form to choose from.
  public List<Team> choices(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + """
                        from teams t where t.org_id = :orgId and t.archived_at is null
                          and (:everywhere or t.id = any(:teams))
                        order by lower(t.name), t.id limit :limit
                        """)
                .bind("orgId", actor.orgId())
                .bind("everywhere", reach.everywhere())
                .bindArray("teams", UUID.class, reach.teams())
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(Team.class))
                .list());
  }

  /// @throws NotFoundException also for a team that the actor may not see
  public Team find(Actor actor, UUID teamId) {
    if (!actor.reachOrThrow(Permission.VIEW_TEAMS).covers(teamId)) {
      throw new NotFoundException("team");
    }
    return database.of(actor.orgId()).read(handle -> readOrThrow(handle, actor.orgId(), teamId));
  }

  /// For a form that changes it.
  public Team findForChange(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    return database.of(actor.orgId()).read(handle -> readOrThrow(handle, actor.orgId(), teamId));
  }

  public UUID create(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          UUID id = create(handle, actor.orgId(), name);
          auditLog.record(
              handle, actor, "team.created", "team " + id, Json.object().put("name", name.strip()));
          return id;
        });
  }

  /// For setups that make a team as part of their own transaction.
  public UUID create(Handle handle, UUID orgId, String name) {
    String valid = validName(name);
    UUID id = Ids.next();
    int created =
        handle
            .createUpdate(
                """
                insert into teams (org_id, id, name) values (:orgId, :id, :name)
                on conflict do nothing
                """)
            .bind("orgId", orgId)
            .bind("id", id)
            .bind("name", valid)
            .execute();
    if (created == 0) {
      throw nameTaken(valid);
    }
    return id;
  }

  public void rename(Actor actor, UUID teamId, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    String valid = validName(name);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          String before = lockOpen(handle, actor.orgId(), teamId);
          if (isNameTaken(handle, actor.orgId(), teamId, valid)) {
            throw nameTaken(valid);
          }
          handle
              .createUpdate("update teams set name = :name where org_id = :orgId and id = :teamId")
              .bind("name", valid)
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .execute();
          ObjectNode details = Json.object();
          details.putObject("name").put("before", before).put("after", valid);
          auditLog.record(handle, actor, "team.renamed", "team " + teamId, details);
        });
  }

  /// What archiving a team would end.
  ///
  /// @param keys those of the team that can start calls or could again
  public record Archiving(Team team, List<MemberKeys.Unrevoked> keys) {}

  /// For the page that asks before a team is archived.
  public Archiving previewArchive(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    Team team = find(actor, teamId);
    return database
        .of(actor.orgId())
        .inTransaction(
            handle -> new Archiving(team, memberKeys.inTeam(handle, actor.orgId(), teamId)));
  }

  /// Puts a team away for good: its calls stay on record. A key belongs to its team for life, so
  /// keys that could still be used end with it; refused unless that was chosen, so that nothing
  /// stops working by surprise.
  ///
  /// @param revokeKeys whether the team's keys may be revoked
  public void archive(Actor actor, UUID teamId, boolean revokeKeys) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          String name = lockOpen(handle, actor.orgId(), teamId);
          List<MemberKeys.Unrevoked> keys = memberKeys.inTeam(handle, actor.orgId(), teamId);
          if (!keys.isEmpty() && !revokeKeys) {
            throw new InvalidInputException(
                "keys",
                "This team still has %d key%s. Say that %s revoked with it, or keep the team."
                    .formatted(
                        keys.size(),
                        keys.size() == 1 ? "" : "s",
                        keys.size() == 1 ? "it is" : "they are"));
          }
          memberKeys.revoke(handle, actor, keys, "team archived");
          handle
              .createUpdate(
                  "update teams set archived_at = now() where org_id = :orgId and id = :teamId")
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .execute();
          ObjectNode details = Json.object().put("name", name);
          auditLog.record(
              handle,
              actor,
              "team.archived",
              "team " + teamId,
              Departures.withKeys(details, keys, "revoked"));
        });
  }

  static Team readOrThrow(Handle handle, UUID orgId, UUID teamId) {
    return handle
        .createQuery(
            "select " + COLUMNS + " from teams t where t.org_id = :orgId and t.id = :teamId")
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .map(ConstructorMapper.of(Team.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("team"));
  }

  private static List<Team> page(Handle handle, UUID orgId, Reach reach, Filter filter) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + """
                from teams t
                where t.org_id = :orgId and (t.archived_at is not null) = :archived
                  and strpos(lower(t.name), lower(:search)) > 0
                  and (:everywhere or t.id = any(:teams))
                order by %s limit :limit offset :offset
                """
                    .formatted(filter.sort().columns))
        .bind("orgId", orgId)
        .bind("archived", filter.archived())
        .bind("search", filter.search())
        .bind("everywhere", reach.everywhere())
        .bindArray("teams", UUID.class, reach.teams())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(filter.page()))
        .map(ConstructorMapper.of(Team.class))
        .list();
  }

  private static long count(Handle handle, UUID orgId, Reach reach, Filter filter) {
    return handle
        .createQuery(
            """
            select count(*) from teams t
            where t.org_id = :orgId and (t.archived_at is not null) = :archived
              and strpos(lower(t.name), lower(:search)) > 0
              and (:everywhere or t.id = any(:teams))
            """)
        .bind("orgId", orgId)
        .bind("archived", filter.archived())
        .bind("search", filter.search())
        .bind("everywhere", reach.everywhere())
        .bindArray("teams", UUID.class, reach.teams())
        .mapTo(Long.class)
        .one();
  }

  /// Minting a key takes a share lock on the team's row, so no key appears while this is held.
  ///
  /// @return the team's name
  private static String lockOpen(Handle handle, UUID orgId, UUID teamId) {
    return nameOrThrow(handle, orgId, teamId, "update");
  }

  /// Keeps the team from being archived until the transaction ends.
  ///
  /// @return the team's name
  static String requireOpen(Handle handle, UUID orgId, UUID teamId) {
    return nameOrThrow(handle, orgId, teamId, "share");
  }

  private static String nameOrThrow(Handle handle, UUID orgId, UUID teamId, String lock) {
    Map.Entry<String, Boolean> team =
        handle
            .createQuery(
                "select name, archived_at is not null as archived from teams"
                    + " where org_id = :orgId and id = :teamId for "
                    + lock)
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .map((row, context) -> Map.entry(row.getString("name"), row.getBoolean("archived")))
            .findOne()
            .orElseThrow(() -> new NotFoundException("team"));
    if (team.getValue()) {
      throw new InvalidInputException("team", "This team is archived and cannot be changed.");
    }
    return team.getKey();
  }

  private static boolean isNameTaken(Handle handle, UUID orgId, UUID teamId, String name) {
    return handle
        .createQuery(
            """
            select exists (select from teams where org_id = :orgId and id <> :teamId
              and lower(name) = lower(:name) and archived_at is null)
            """)
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .bind("name", name)
        .mapTo(Boolean.class)
        .one();
  }

  private static String validName(String name) {
    String wanted =
        name.isBlank()
            ? "Give the team a name."
            : "Use a name of at most " + NAME_LENGTH_MAX + " characters.";
    return Names.validOrThrow("name", name, NAME_LENGTH_MAX, wanted);
  }

  private static InvalidInputException nameTaken(String name) {
    return new InvalidInputException("name", "There is a team named “" + name + "” already.");
  }
}
