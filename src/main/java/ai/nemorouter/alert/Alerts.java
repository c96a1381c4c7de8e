package ai.nemorouter.alert;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.alert.channel.ChannelRows;
import ai.nemorouter.alert.delivery.Delivery;
import ai.nemorouter.alert.delivery.DeliveryRows;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/// The alerts of an organization and how far they have been delivered.
@ForActor
@ApplicationScoped
public class Alerts {
  private final Database database;
  private final AlertRows rows;
  private final DeliveryRows deliveries;
  private final ChannelRows channels;
  private final AuditLog audit;
  private final Organizations organizations;

  Alerts(
      Database database,
      AlertRows rows,
      DeliveryRows deliveries,
      ChannelRows channels,
      AuditLog audit,
      Organizations organizations) {
    this.database = database;
    this.rows = rows;
    this.deliveries = deliveries;
    this.channels = channels;
    this.audit = audit;
    this.organizations = organizations;
  }

  /// How a list of alerts is ordered.
  public enum Sort {
    NEWEST("a.created_at desc, a.id"),
    NAME("lower(a.scope_name), a.created_at desc, a.id"),
    THRESHOLD("a.threshold desc, a.created_at desc, a.id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }

    String columns() {
      return columns;
    }
  }

  /// @param search part of the name of what is limited; empty for all
  /// @param state `failed`, `waiting`, `delivered`, `unsent`; empty for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(String search, String state, Sort sort, boolean reversed, int page) {
    public Filter(String search, String state, Sort sort, int page) {
      this(search, state, sort, false, page);
    }

    public Filter {
      search = search.strip();
    }
  }

  public PageOf<AlertLine> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    ZoneId zone = organizations.getOrThrow(actor.orgId()).zone();
    return rows.page(actor.orgId(), filter).map(row -> row.line(zone));
  }

  /// One alert in words, and its deliveries.
  public record Detail(Alert alert, String headline, String sentences, List<Delivery> deliveries) {}

  public Detail find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    ZoneId zone = organizations.getOrThrow(actor.orgId()).zone();
    Alert alert = rows.getOrThrow(actor.orgId(), id);
    return new Detail(
        alert,
        AlertText.headline(alert, zone),
        AlertText.sentences(alert, zone),
        deliveries.of(actor.orgId(), id));
  }

  /// Sends an alert over a channel again, at once and with all its attempts before it.
  public void retry(Actor actor, UUID alertId, UUID deliveryId) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    rows.getOrThrow(actor.orgId(), alertId);
    deliveries
        .lock(actor.orgId(), alertId, deliveryId)
        .filter(delivery -> delivery.canBeRetried(database.now()))
        .filter(row -> channels.findLive(actor.orgId(), row.channelId()).isPresent())
        .orElseThrow(() ->
            new InvalidInputException(
                "delivery",
                "It is delivered already, or being sent now, or its channel is paused or removed."))
        .retry(database.now());
    audit.record(
        actor,
        "alert_delivery.retried",
        "alert_delivery " + deliveryId,
        Changes.none().about("alert", alertId.toString()).added("state", "waiting"));
  }
}
