package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes an organization's name, contact e-mail and time zone. Its address stays the same:
/// bookmarks, scripts and identity providers refer to it.
@ForActor
@ApplicationScoped
public class OrganizationSettings {
  private final OrganizationRows rows;
  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;
  private final Event<ZoneChanged> zoneChanged;

  OrganizationSettings(
      OrganizationRows rows,
      Database database,
      Constraints constraints,
      AuditLog auditLog,
      Event<ZoneChanged> zoneChanged) {
    this.rows = rows;
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
    this.zoneChanged = zoneChanged;
  }

  /// An organization's days begin at another time from now on: what counts by days goes along in
  /// the same transaction.
  ///
  /// @param before the time zone that it had
  public record ZoneChanged(UUID orgId, String before) {}

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
    return rows.getOrThrow(actor.orgId());
  }

  public void change(Actor actor, SettingsForm wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    String name = constraints.requireMet(wanted).name();
    String email = wanted.contactEmail().isEmpty() ? null : wanted.contactEmail();
    String timezone = ZoneId.of(wanted.timezone()).getId();
    OrganizationEntity organization = rows.lockOrThrow(actor.orgId(), database.now());
    Organization before = organization.shown();
    ObjectNode details = Json.object();
    put(details, "name", before.name(), name);
    put(details, "timezone", before.timezone(), timezone);
    put(details, "contact_email", before.contactEmail(), email);
    if (details.isEmpty()) {
      return;
    }
    if (!rows.knowsTimezone(timezone)) {
      throw new InvalidInputException("timezone", TimeZoneName.REMEDY);
    }
    organization.change(name, timezone, email);
    if (!before.timezone().equals(timezone)) {
      rows.flush();
      zoneChanged.fire(new ZoneChanged(actor.orgId(), before.timezone()));
    }
    auditLog.record(actor, "organization.changed", "organization", details);
  }

  private static void put(
      ObjectNode details, String field, @Nullable String before, @Nullable String after) {
    if (!Objects.equals(before, after)) {
      details.putObject(field).put("before", before).put("after", after);
    }
  }
}
