package ai.nemorouter.alert;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/// The alerts of an organization and how far they have been delivered.
@ApplicationScoped
public class Alerts {
  /// Which alerts a search finds; those that nobody is told of are not among them.
  private static final String FOUND =
      """
       from alerts a
      cross join lateral (
        select count(*) as channels, count(*) filter (where d.state = 'delivered') as delivered,
               count(*) filter (where d.state = 'waiting') as waiting,
               count(*) filter (where d.state in ('failed', 'dropped')) as failed
          from alert_deliveries d where d.org_id = a.org_id and d.alert_id = a.id) n
      where a.org_id = :orgId and not a.passed
        and (:search = '' or strpos(lower(concat_ws(' ', a.scope_name, a.model, a.provider)), lower(:search)) > 0)
        and case :state when 'failed' then n.failed > 0 when 'waiting' then n.waiting > 0
                        when 'delivered' then n.channels > 0 and n.delivered = n.channels
                        when 'unsent' then n.channels = 0 else true end
      """;

  private final Database database;
  private final AuditLog audit;
  private final Organizations organizations;

  Alerts(Database database, AuditLog audit, Organizations organizations) {
    this.database = database;
    this.audit = audit;
    this.organizations = organizations;
  }

  /// How a list of alerts is ordered.
  public enum Sort {
    NEWEST("a.created_at desc, a.id"),
    OLDEST("a.created_at, a.id"),
    NAME("lower(a.scope_name), a.created_at desc, a.id"),
    THRESHOLD("a.threshold desc, a.created_at desc, a.id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of the name of what is limited; empty for all
  /// @param state `failed`, `waiting`, `delivered`, `unsent`; empty for all
  public record Filter(String search, String state, Sort sort, int page) {
    public Filter {
      search = search.strip();
    }
  }

  public PageOf<AlertLine> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          Organization organization = organizations.getOrThrow(actor.orgId());
          List<AlertLine> lines =
              bind(
                      handle.createQuery(
                          "select "
                              + Alert.COLUMNS
                              + ", n.channels, n.delivered, n.waiting, n.failed"
                              + FOUND
                              + " order by "
                              + filter.sort().columns
                              + " limit :limit offset :offset"),
                      actor,
                      filter)
                  .bind("limit", PageOf.SIZE)
                  .bind("offset", PageOf.offset(filter.page()))
                  .map(ConstructorMapper.of(AlertLine.Row.class))
                  .stream()
                  .map(row -> row.in(organization.zone()))
                  .toList();
          long found =
              bind(handle.createQuery("select count(*)" + FOUND), actor, filter)
                  .mapTo(Long.class)
                  .one();
          return new PageOf<>(lines, PageOf.within(filter.page()), found);
        });
  }

  /// One alert in words, and its deliveries.
  public record Detail(Alert alert, String headline, String sentences, List<Delivery> deliveries) {}

  public Detail find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          Organization organization = organizations.getOrThrow(actor.orgId());
          Alert alert = AlertRows.find(handle, actor.orgId(), id);
          return new Detail(
              alert,
              AlertText.headline(alert, organization.zone()),
              AlertText.sentences(alert, organization.zone()),
              deliveries(handle, actor.orgId(), id));
        });
  }

  /// Sends an alert over a channel again, at once and with all its attempts before it.
  public void retry(Actor actor, UUID alertId, UUID deliveryId) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AlertRows.find(handle, actor.orgId(), alertId);
          int changed =
              handle
                  .createUpdate(
                      """
                      update alert_deliveries d
                         set state = 'waiting', attempts = 0, next_at = now(), finished_at = null, leased_until = null
                        from alert_channels c
                       where d.org_id = :orgId and d.alert_id = :alertId and d.id = :id and d.state <> 'delivered'
                         and (d.leased_until is null or d.leased_until <= now())
                         and c.org_id = d.org_id and c.id = d.channel_id
                         and c.paused_at is null and c.gone_at is null and c.removed_at is null
                      """)
                  .bind("orgId", actor.orgId())
                  .bind("alertId", alertId)
                  .bind("id", deliveryId)
                  .execute();
          if (changed == 0) {
            throw new InvalidInputException(
                "delivery",
                "It is delivered already, or being sent now, or its channel is paused or removed.");
          }
          audit.record(
              handle,
              actor,
              "alert_delivery.retried",
              "alert_delivery " + deliveryId,
              Changes.none().about("alert", alertId.toString()).added("state", "waiting"));
        });
  }

  private static List<Delivery> deliveries(Handle handle, UUID orgId, UUID alertId) {
    return handle
        .createQuery(
            """
            select d.id, d.channel_id, c.name as channel, c.kind, d.state, d.attempts, d.next_at, d.last_status,
                   d.last_error, d.finished_at, coalesce(d.leased_until > now(), false) as under_way,
                   c.removed_at is not null as removed,
                   c.paused_at is null and c.gone_at is null and c.removed_at is null as live
            from alert_deliveries d
            join alert_channels c on c.org_id = d.org_id and c.id = d.channel_id
            where d.org_id = :orgId and d.alert_id = :alertId
            order by lower(c.name), d.id
            """)
        .bind("orgId", orgId)
        .bind("alertId", alertId)
        .map(ConstructorMapper.of(Delivery.class))
        .list();
  }

  private static Query bind(Query query, Actor actor, Filter filter) {
    return query
        .bind("orgId", actor.orgId())
        .bind("search", filter.search())
        .bind("state", filter.state());
  }
}
