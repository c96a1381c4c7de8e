package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Changes what an organization is called, whom to write to about it, and in which time zone its
/// days begin. Its address stays what it is: bookmarks, scripts and identity providers hold it.
@ApplicationScoped
public class OrganizationSettings {
  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;
  private final Event<ZoneChanged> zoneChanged;

  OrganizationSettings(
      Database database,
      Constraints constraints,
      AuditLog auditLog,
      Event<ZoneChanged> zoneChanged) {
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
    this.zoneChanged = zoneChanged;
  }

  /// An organization's days begin at another time from now on: whoever counts by days goes along in
  /// the same transaction.
  ///
  /// @param before the time zone that it had
  public record ZoneChanged(Handle handle, UUID orgId, String before) {}

  /// The time zones that one can choose, by region.
  public static List<String> zones() {
    TreeSet<String> zones = new TreeSet<>();
    for (String zone : ZoneId.getAvailableZoneIds()) {
      if (zone.contains("/") && !zone.startsWith("Etc/") && !zone.startsWith("SystemV/")) {
        zones.add(zone);
      }
    }
    zones.add("UTC");
    return List.copyOf(zones);
  }

  public Organization find(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return database.of(actor.orgId()).read(handle -> find(handle, actor.orgId(), ""));
  }

  public void change(Actor actor, SettingsForm wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    constraints.requireMet(wanted);
    String name = wanted.name();
    String email = wanted.contactEmail().isEmpty() ? null : wanted.contactEmail();
    String timezone = ZoneId.of(wanted.timezone()).getId();
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Organization before = find(handle, actor.orgId(), "for no key update");
          ObjectNode details = Json.object();
          put(details, "name", before.name(), name);
          put(details, "timezone", before.timezone(), timezone);
          put(details, "contact_email", before.contactEmail(), email);
          if (details.isEmpty()) {
            return;
          }
          requireKnown(handle, timezone);
          handle
              .createUpdate(
                  "update organizations set name = :name, timezone = :timezone, contact_email = :email where id = :id")
              .bind("name", name)
              .bind("timezone", timezone)
              .bind("email", email)
              .bind("id", actor.orgId())
              .execute();
          if (!before.timezone().equals(timezone)) {
            zoneChanged.fire(new ZoneChanged(handle, actor.orgId(), before.timezone()));
          }
          auditLog.record(handle, actor, "organization.changed", "organization", details);
        });
  }

  static Organization find(Handle handle, UUID orgId, String lock) {
    return handle
        .createQuery(
            "select " + Organization.COLUMNS + " from organizations o where o.id = :id " + lock)
        .bind("id", orgId)
        .map(ConstructorMapper.of(Organization.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("organization"));
  }

  /// Days are counted in the database: it has to know the time zone too.
  private static void requireKnown(Handle handle, String timezone) {
    boolean known =
        handle
            .createQuery("select exists (select from pg_timezone_names where name = :name)")
            .bind("name", timezone)
            .mapTo(Boolean.class)
            .one();
    if (!known) {
      throw new InvalidInputException("timezone", TimeZoneName.REMEDY);
    }
  }

  private static void put(
      ObjectNode details, String field, @Nullable String before, @Nullable String after) {
    if (!Objects.equals(before, after)) {
      details.putObject(field).put("before", before).put("after", after);
    }
  }
}
