package ai.nemorouter.organization.export;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.Csv;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Writes everything that an organization has here into one zip, secrets left out. It reads short
/// pages, each a statement of its own: a snapshot that lasts would slow every call down. So what
/// changes meanwhile may be in it or not.
@ApplicationScoped
public class OrganizationExport {
  private static final int ROWS_AT_ONCE = 1_000;

  private final Database database;
  private final Session session;
  private final AuditLog auditLog;

  OrganizationExport(Database database, Session session, AuditLog auditLog) {
    this.database = database;
    this.session = session;
    this.auditLog = auditLog;
  }

  /// How rows are written.
  public enum Format {
    JSONL("jsonl"),
    CSV("csv");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }
  }

  record Row(String key, String row) {}

  public void authorize(Actor actor) {
    actor.authorizeOrThrow(Permission.EXPORT_ORGANIZATION);
  }

  /// Notes that somebody took it, before the first byte leaves.
  @ForActor
  public void begin(Actor actor, Format format) {
    actor.authorizeOrThrow(Permission.EXPORT_ORGANIZATION);
    ObjectNode details = Json.object().put("format", format.extension);
    auditLog.record(actor, "organization.exported", "organization", details);
  }

  /// Holds one page of rows in memory, however many rows there are. If writing fails midway, the
  /// file has no end, so that a partial file is not mistaken for a complete one.
  public void write(Actor actor, Format format, OutputStream out) throws IOException {
    actor.authorizeOrThrow(Permission.EXPORT_ORGANIZATION);
    ObjectNode counts = Json.object();
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    for (ExportKind kind : ExportKind.values()) {
      zip.putNextEntry(new ZipEntry(kind.word() + "." + format.extension));
      counts.put(kind.word(), write(actor.orgId(), kind, format, zip));
      zip.closeEntry();
    }
    zip.putNextEntry(new ZipEntry("manifest.json"));
    write(zip, Json.write(manifest(actor, counts)));
    zip.closeEntry();
    zip.finish();
    zip.flush();
  }

  private static ObjectNode manifest(Actor actor, ObjectNode counts) {
    ObjectNode manifest = Json.object();
    manifest.put("finished_at", Instant.now().toString());
    manifest.put("exported_by", actor.displayName());
    manifest.put(
        "note",
        "Amounts end in nano_usd: billionths of a US dollar. Limits count in their unit, US dollars in billionths."
            + " Secrets are not part of an export.");
    manifest.set("rows", counts);
    return manifest;
  }

  private long write(UUID orgId, ExportKind kind, Format format, ZipOutputStream zip)
      throws IOException {
    long count = 0;
    String after = null;
    List<Row> rows;
    do {
      rows = page(orgId, kind, after);
      if (!rows.isEmpty()) {
        write(zip, text(rows, format, count == 0));
        after = rows.getLast().key();
        count += rows.size();
      }
    } while (rows.size() == ROWS_AT_ONCE);
    return count;
  }

  private List<Row> page(UUID orgId, ExportKind kind, @Nullable String after) {
    return database.inOrganization(
        orgId,
        () -> {
          NativeQuery<Row> query =
              session
                  .createNativeQuery(kind.query(after == null), Row.class)
                  .setParameter("orgId", orgId)
                  .setParameter("size", ROWS_AT_ONCE);
          return (after == null ? query : query.setParameter("after", after)).getResultList();
        });
  }

  private static String text(List<Row> rows, Format format, boolean first) {
    if (format == Format.JSONL) {
      return rows.stream().map(row -> row.row() + "\n").collect(Collectors.joining());
    }
    List<ObjectNode> objects =
        rows.stream()
            .map(row -> Json.parseObject(row.row().getBytes(StandardCharsets.UTF_8)))
            .toList();
    String lines = objects.stream().map(OrganizationExport::line).collect(Collectors.joining());
    return first ? heading(objects.getFirst()) + lines : lines;
  }

  private static String heading(ObjectNode row) {
    return row.propertyStream().map(field -> Csv.cell(field.getKey())).collect(Csv.LINE);
  }

  private static String line(ObjectNode row) {
    return row.propertyStream().map(field -> cell(field.getValue())).collect(Csv.LINE);
  }

  private static String cell(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return value.isNumber() || value.isBoolean()
        ? value.asText()
        : Csv.cell(value.isTextual() ? value.textValue() : Json.write(value));
  }

  private static void write(ZipOutputStream zip, String text) throws IOException {
    zip.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
