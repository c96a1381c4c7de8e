package ai.nemorouter.catalog;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The models that an organization and its teams restrict their keys to. A key can restrict itself
/// further; a call needs the leave of all three. Changes count on every node two seconds later at
/// the latest.
@ApplicationScoped
public class ModelAllowlists {
  private static final RowMapper<Row> ROW = ConstructorMapper.of(Row.class);

  private final Database database;
  private final Catalog catalog;
  private final AuditLog auditLog;

  ModelAllowlists(Database database, Catalog catalog, AuditLog auditLog) {
    this.database = database;
    this.catalog = catalog;
    this.auditLog = auditLog;
  }

  /// The list of the organization or of a team.
  ///
  /// @param teamId null for the organization
  public record Row(@Nullable UUID teamId, String name, List<String> allowedModels) {
    public ModelAllowlist allowlist() {
      return new ModelAllowlist(allowedModels);
    }
  }

  public Row ofOrganization(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    return database.of(actor.orgId()).read(handle -> organization(handle, actor.orgId(), ""));
  }

  /// Those of the teams in use that one sees, by name.
  ///
  /// @param search part of a name; empty for all
  public PageOf<Row> ofTeams(Actor actor, String search, int page) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    Reach reach = actor.rights().reach(Permission.VIEW_TEAMS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<Row> rows =
              handle
                  .createQuery(
                      """
                      select id as team_id, name, allowed_models from teams
                      where org_id = :orgId and archived_at is null and (:everywhere or id = any(:teams))
                        and strpos(lower(name), lower(:search)) > 0
                      order by lower(name), id limit :limit offset :offset
                      """)
                  .bind("orgId", actor.orgId())
                  .bind("everywhere", reach.everywhere())
                  .bindArray("teams", UUID.class, reach.teams())
                  .bind("search", search)
                  .bind("limit", PageOf.SIZE)
                  .bind("offset", PageOf.offset(page))
                  .map(ROW)
                  .list();
          return new PageOf<>(rows, PageOf.within(page), count(handle, actor, reach, search));
        });
  }

  private static long count(Handle handle, Actor actor, Reach reach, String search) {
    return handle
        .createQuery(
            """
            select count(*) from teams
            where org_id = :orgId and archived_at is null and (:everywhere or id = any(:teams))
              and strpos(lower(name), lower(:search)) > 0
            """)
        .bind("orgId", actor.orgId())
        .bind("everywhere", reach.everywhere())
        .bindArray("teams", UUID.class, reach.teams())
        .bind("search", search)
        .mapTo(Long.class)
        .one();
  }

  /// For a form that changes it.
  ///
  /// @param teamId null for the organization
  public Row findForChange(Actor actor, @Nullable UUID teamId) {
    actor.authorizeOrThrow(permission(teamId));
    return database.of(actor.orgId()).read(handle -> row(handle, actor.orgId(), teamId, ""));
  }

  /// @param teamId null for the organization
  public void change(Actor actor, @Nullable UUID teamId, ModelAllowlist after) {
    actor.authorizeOrThrow(permission(teamId));
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          ModelAllowlist before =
              row(handle, actor.orgId(), teamId, " for no key update").allowlist();
          after.requireKnown(catalog, actor.orgId(), before);
          if (!after.equals(before)) {
            store(handle, actor.orgId(), teamId, after);
            ObjectNode details = Json.object();
            details
                .putObject(ModelAllowlist.FIELD)
                .<ObjectNode>set("before", texts(before))
                .set("after", texts(after));
            String target = teamId == null ? "organization" : "team " + teamId;
            auditLog.record(handle, actor, "allowlist.changed", target, details);
          }
        });
  }

  private static Permission permission(@Nullable UUID teamId) {
    return teamId == null ? Permission.CHANGE_SETTINGS : Permission.CHANGE_TEAMS;
  }

  private static Row row(Handle handle, UUID orgId, @Nullable UUID teamId, String lock) {
    if (teamId == null) {
      return organization(handle, orgId, lock);
    }
    Optional<Row> team =
        handle
            .createQuery(
                "select id as team_id, name, allowed_models from teams"
                    + " where org_id = :orgId and id = :teamId and archived_at is null"
                    + lock)
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .map(ROW)
            .findOne();
    return team.orElseThrow(() -> new NotFoundException("team"));
  }

  private static Row organization(Handle handle, UUID orgId, String lock) {
    return handle
        .createQuery(
            "select cast(null as uuid) as team_id, name, allowed_models from organizations where id = :orgId"
                + lock)
        .bind("orgId", orgId)
        .map(ROW)
        .one();
  }

  private static void store(
      Handle handle, UUID orgId, @Nullable UUID teamId, ModelAllowlist allowlist) {
    String where =
        teamId == null
            ? "organizations set %s where id = :orgId"
            : "teams set %s where org_id = :orgId and id = :teamId";
    handle
        .createUpdate("update " + where.formatted("allowed_models = :models"))
        .bindArray("models", String.class, allowlist.entries())
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .execute();
  }

  private static ArrayNode texts(ModelAllowlist allowlist) {
    ArrayNode array = Json.object().putArray(ModelAllowlist.FIELD);
    allowlist.entries().forEach(array::add);
    return array;
  }
}
