package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditPage.Cursor;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Reads and exports what was written down.
@ApplicationScoped
public class AuditEntries {
  private static final int EXPORT_PAGE = 500;

  private final Database database;
  private final AuditLog audit;

  AuditEntries(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /// An entry on its own.
  ///
  /// @param page the address of what it is about below the organization's; null where there is none
  public record Shown(AuditEntry entry, @Nullable String page) {}

  /// Entries in portions, from the newest to the oldest.
  interface Portions {
    /// @return empty after the last
    List<AuditEntry> next();
  }

  AuditPage page(Actor actor, AuditFilter filter, Cursor cursor, int size) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return AuditPage.of(
        database
            .of(actor.orgId())
            .read(handle -> rows(handle, actor.orgId(), filter, cursor, size + 1)),
        cursor,
        size);
  }

  Shown find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    List<Permission> held = Arrays.stream(Permission.values()).filter(actor::may).toList();
    return database
        .of(actor.orgId())
        .read(handle -> {
          AuditEntry entry =
              handle
                  .createQuery(
                      "select "
                          + AuditEntry.COLUMNS
                          + " from audit_entries where org_id = :orgId and id = :id")
                  .bind("orgId", actor.orgId())
                  .bind("id", id)
                  .map(ConstructorMapper.of(AuditEntry.class))
                  .findOne()
                  .orElseThrow(() -> new NotFoundException("entry"));
          String page =
              AuditTarget.of(entry.target())
                  .map(target -> target.page(handle, actor.orgId(), held))
                  .orElse(null);
          return new Shown(entry, page);
        });
  }

  /// What an export has, which is itself written down before.
  Portions export(Actor actor, AuditFilter filter, String format) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    UUID newest = Ids.next();
    ObjectNode asked = Json.object();
    filter.parameters().forEach(asked::put);
    database
        .of(actor.orgId())
        .useTransaction(handle ->
            audit.record(
                handle,
                actor,
                "audit_log.exported",
                "audit_log",
                Changes.none().about("format", format).changed("filter", asked, asked)));
    return new Portions() {
      private Cursor cursor = new Cursor(newest, null);

      @Override
      public List<AuditEntry> next() {
        List<AuditEntry> portion =
            database
                .of(actor.orgId())
                .read(handle -> rows(handle, actor.orgId(), filter, cursor, EXPORT_PAGE));
        if (!portion.isEmpty()) {
          cursor = new Cursor(portion.getLast().id(), null);
        }
        return portion;
      }
    };
  }

  /// What operators did outside organizations.
  AuditPage page(Operator operator, AuditFilter filter, Cursor cursor) {
    return AuditPage.of(
        database
            .acrossOrganizations()
            .read(handle -> rows(handle, null, filter, cursor, AuditPage.SIZE + 1)),
        cursor,
        AuditPage.SIZE);
  }

  AuditEntry find(Operator operator, UUID id) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + AuditEntry.OPERATOR_COLUMNS
                        + " from operator_audit_entries where id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(AuditEntry.class))
                .findOne()
                .orElseThrow(() -> new NotFoundException("entry")));
  }

  /// @param orgId null for what was done outside organizations
  private static List<AuditEntry> rows(
      Handle handle, @Nullable UUID orgId, AuditFilter filter, Cursor cursor, int count) {
    String from =
        orgId == null
            ? AuditEntry.OPERATOR_COLUMNS + " from operator_audit_entries where true"
            : AuditEntry.COLUMNS + " from audit_entries where org_id = :orgId";
    String at = "";
    if (cursor.isUpwards()) {
      at = " and id > :after";
    } else if (cursor.before() != null) {
      at = " and id < :before";
    }
    String order = cursor.isUpwards() ? " order by id" : " order by id desc";
    Query query =
        handle.createQuery("select " + from + filter.conditions() + at + order + " limit :count");
    List<AuditEntry> rows =
        filter
            .bind(query)
            .bind("orgId", orgId)
            .bind("before", cursor.before())
            .bind("after", cursor.after())
            .bind("count", count)
            .map(ConstructorMapper.of(AuditEntry.class))
            .list();
    return cursor.isUpwards() ? rows.reversed() : rows;
  }
}
