package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditPage.Cursor;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Reads and exports what was written down.
@ForActor
@ApplicationScoped
public class AuditEntries {
  private static final int EXPORT_PAGE = 500;
  private static final String EXPORTED = "audit_log.exported";

  private final AuditRows rows;
  private final Database database;
  private final Session session;
  private final AuditLog audit;

  AuditEntries(AuditRows rows, Database database, Session session, AuditLog audit) {
    this.rows = rows;
    this.database = database;
    this.session = session;
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
    return AuditPage.of(rows.list(actor.orgId(), filter, cursor, size + 1), cursor, size);
  }

  Shown find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    List<Permission> held = Arrays.stream(Permission.values()).filter(actor::may).toList();
    AuditEntry entry = rows.getOrThrow(actor.orgId(), id);
    String page =
        AuditTarget.of(entry.target())
            .map(target -> target.page(session, actor.orgId(), held))
            .orElse(null);
    return new Shown(entry, page);
  }

  /// What an export has, which is itself written down before.
  Portions export(Actor actor, AuditFilter filter, String format) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    UUID newest = Ids.next();
    audit.record(actor, EXPORTED, "audit_log", exported(filter, format));
    UUID log = actor.orgId();
    return portions(
        newest,
        cursor -> database.inOrganization(log, () -> rows.list(log, filter, cursor, EXPORT_PAGE)));
  }

  /// What operators did outside organizations.
  AuditPage page(Operator operator, AuditFilter filter, Cursor cursor) {
    return AuditPage.of(
        database.inInstallation(
            () -> rows.list(AuditLog.INSTALLATION, filter, cursor, AuditPage.SIZE + 1)),
        cursor,
        AuditPage.SIZE);
  }

  AuditEntry find(Operator operator, UUID id) {
    return database.inInstallation(() -> rows.getOrThrow(AuditLog.INSTALLATION, id));
  }

  /// The same as for an organization.
  Portions export(Operator operator, AuditFilter filter, String format) {
    UUID newest = Ids.next();
    database.inInstallation(() -> {
      audit.record(operator, EXPORTED, "audit_log", exported(filter, format));
      return true;
    });
    return portions(
        newest,
        cursor ->
            database.inInstallation(
                () -> rows.list(AuditLog.INSTALLATION, filter, cursor, EXPORT_PAGE)));
  }

  private static Changes exported(AuditFilter filter, String format) {
    ObjectNode asked = Json.object();
    filter.parameters().forEach(asked::put);
    return Changes.none().about("format", format).changed("filter", asked, asked);
  }

  /// @param newest before which the export begins
  /// @param read a portion from there on, in a transaction of its own: the file is written when the
  ///   use case is over
  private static Portions portions(UUID newest, Function<Cursor, List<AuditEntry>> read) {
    return new Portions() {
      private Cursor cursor = new Cursor(newest, null);

      @Override
      public List<AuditEntry> next() {
        List<AuditEntry> portion = read.apply(cursor);
        if (!portion.isEmpty()) {
          cursor = new Cursor(portion.getLast().id(), null);
        }
        return portion;
      }
    };
  }
}
