package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditPage.Cursor;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Database.View;
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
  private static final String EXPORTED = "audit_log.exported";

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
          AuditEntry entry = findOrThrow(handle, actor.orgId(), id);
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
    database
        .of(actor.orgId())
        .useTransaction(
            handle -> audit.record(handle, actor, EXPORTED, "audit_log", exported(filter, format)));
    return portions(database.of(actor.orgId()), actor.orgId(), filter, newest);
  }

  /// What operators did outside organizations.
  AuditPage page(Operator operator, AuditFilter filter, Cursor cursor) {
    return AuditPage.of(
        database
            .acrossOrganizations()
            .read(
                handle -> rows(handle, AuditLog.INSTALLATION, filter, cursor, AuditPage.SIZE + 1)),
        cursor,
        AuditPage.SIZE);
  }

  AuditEntry find(Operator operator, UUID id) {
    return database
        .acrossOrganizations()
        .read(handle -> findOrThrow(handle, AuditLog.INSTALLATION, id));
  }

  /// The same as for an organization.
  Portions export(Operator operator, AuditFilter filter, String format) {
    UUID newest = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            audit.record(handle, operator, EXPORTED, "audit_log", exported(filter, format)));
    return portions(database.acrossOrganizations(), AuditLog.INSTALLATION, filter, newest);
  }

  private static Changes exported(AuditFilter filter, String format) {
    ObjectNode asked = Json.object();
    filter.parameters().forEach(asked::put);
    return Changes.none().about("format", format).changed("filter", asked, asked);
  }

  /// @param newest before which the export begins
  private static Portions portions(View view, UUID log, AuditFilter filter, UUID newest) {
    return new Portions() {
      private Cursor cursor = new Cursor(newest, null);

      @Override
      public List<AuditEntry> next() {
        List<AuditEntry> portion =
            view.read(handle -> rows(handle, log, filter, cursor, EXPORT_PAGE));
        if (!portion.isEmpty()) {
          cursor = new Cursor(portion.getLast().id(), null);
        }
        return portion;
      }
    };
  }

  private static AuditEntry findOrThrow(Handle handle, UUID log, UUID id) {
    return handle
        .createQuery(
            "select " + AuditEntry.COLUMNS + " from audit_entries where org_id = :log and id = :id")
        .bind("log", log)
        .bind("id", id)
        .map(ConstructorMapper.of(AuditEntry.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("entry"));
  }

  private static List<AuditEntry> rows(
      Handle handle, UUID log, AuditFilter filter, Cursor cursor, int count) {
    String at = "";
    if (cursor.isUpwards()) {
      at = " and id > :after";
    } else if (cursor.before() != null) {
      at = " and id < :before";
    }
    String order = cursor.isUpwards() ? " order by id" : " order by id desc";
    Query query =
        handle.createQuery(
            "select "
                + AuditEntry.COLUMNS
                + " from audit_entries where org_id = :log"
                + filter.conditions()
                + at
                + order
                + " limit :count");
    List<AuditEntry> rows =
        filter
            .bind(query)
            .bind("log", log)
            .bind("before", cursor.before())
            .bind("after", cursor.after())
            .bind("count", count)
            .map(ConstructorMapper.of(AuditEntry.class))
            .list();
    return cursor.isUpwards() ? rows.reversed() : rows;
  }
}
