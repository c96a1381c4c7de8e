package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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

  Teams(Database database) {
    this.database = database;
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

  public PageOf<Team> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                page(handle, actor.orgId(), filter),
                filter.page(),
                count(handle, actor.orgId(), filter)));
  }

  /// The teams in use, by name, for a form to choose from.
  public List<Team> choices(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + """
                        from teams t where t.org_id = :orgId and t.archived_at is null
                        order by lower(t.name), t.id limit :limit
                        """)
                .bind("orgId", actor.orgId())
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(Team.class))
                .list());
  }

  public Team find(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + " from teams t where t.org_id = :orgId and t.id = :teamId")
                .bind("orgId", actor.orgId())
                .bind("teamId", teamId)
                .map(ConstructorMapper.of(Team.class))
                .findOne()
                .orElseThrow(() -> new NotFoundException("team")));
  }

  public UUID create(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    return database.of(actor.orgId()).inTransaction(handle -> create(handle, actor.orgId(), name));
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
          lockOpen(handle, actor.orgId(), teamId);
          if (isNameTaken(handle, actor.orgId(), teamId, valid)) {
            throw nameTaken(valid);
          }
          handle
              .createUpdate("update teams set name = :name where org_id = :orgId and id = :teamId")
              .bind("name", valid)
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .execute();
        });
  }

  /// Puts a team away for good: its calls stay on record. Refused while a key of it lives, so that
  /// nothing stops working by surprise.
  public void archive(Actor actor, UUID teamId) {
    actor.authorizeOrThrow(Permission.CHANGE_TEAMS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          lockOpen(handle, actor.orgId(), teamId);
          int liveKeys = liveKeys(handle, actor.orgId(), teamId);
          if (liveKeys > 0) {
            throw new InvalidInputException(
                "team",
                "This team still has %d key%s that can be used. Revoke %s first, then archive the team."
                    .formatted(liveKeys, liveKeys == 1 ? "" : "s", liveKeys == 1 ? "it" : "them"));
          }
          handle
              .createUpdate(
                  "update teams set archived_at = now() where org_id = :orgId and id = :teamId")
              .bind("orgId", actor.orgId())
              .bind("teamId", teamId)
              .execute();
        });
  }

  private static List<Team> page(Handle handle, UUID orgId, Filter filter) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + """
                from teams t
                where t.org_id = :orgId and (t.archived_at is not null) = :archived
                  and strpos(lower(t.name), lower(:search)) > 0
                order by %s limit :limit offset :offset
                """
                    .formatted(filter.sort().columns))
        .bind("orgId", orgId)
        .bind("archived", filter.archived())
        .bind("search", filter.search())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(filter.page()))
        .map(ConstructorMapper.of(Team.class))
        .list();
  }

  private static long count(Handle handle, UUID orgId, Filter filter) {
    return handle
        .createQuery(
            """
            select count(*) from teams t
            where t.org_id = :orgId and (t.archived_at is not null) = :archived
              and strpos(lower(t.name), lower(:search)) > 0
            """)
        .bind("orgId", orgId)
        .bind("archived", filter.archived())
        .bind("search", filter.search())
        .mapTo(Long.class)
        .one();
  }

  /// Minting a key takes a share lock on the team's row, so no key appears while this is held.
  private static void lockOpen(Handle handle, UUID orgId, UUID teamId) {
    boolean archived =
        handle
            .createQuery(
                """
                select archived_at is not null from teams
                where org_id = :orgId and id = :teamId for update
                """)
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .mapTo(Boolean.class)
            .findOne()
            .orElseThrow(() -> new NotFoundException("team"));
    if (archived) {
      throw new InvalidInputException("team", "This team is archived and cannot be changed.");
    }
  }

  private static int liveKeys(Handle handle, UUID orgId, UUID teamId) {
    return handle
        .createQuery(
            """
            select count(*) from keys where org_id = :orgId and team_id = :teamId
              and revoked_at is null and (expires_at is null or expires_at > now())
            """)
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .mapTo(Integer.class)
        .one();
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
    String stripped = name.strip();
    if (stripped.isEmpty()) {
      throw new InvalidInputException("name", "Give the team a name.");
    }
    if (stripped.length() > NAME_LENGTH_MAX) {
      throw new InvalidInputException(
          "name", "Use a name of at most " + NAME_LENGTH_MAX + " characters.");
    }
    return stripped;
  }

  private static InvalidInputException nameTaken(String name) {
    return new InvalidInputException("name", "There is a team named “" + name + "” already.");
  }
}
