package ai.nemorouter.limit.engine;

import ai.nemorouter.organization.OrganizationSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.hibernate.Session;

/// Takes the windows that are under way along when an organization's days begin at another time:
/// they keep what they have counted and end when the period ends in the new time zone. Fresh ones
/// in their place would let everybody use every limit twice.
@ApplicationScoped
class WindowMoves {
  private static final String CURRENT =
      """
      from limits l
      join organization_records o on o.id = l.org_id
      join windows w on w.org_id = l.org_id and w.limit_id = l.id and w.starts_at = window_start(l.period, :before, l.restarted_at)
      where l.org_id = :orgId and l.removed_at is null and l.period in ('hour', 'day', 'week', 'month')
      """;

  private final Session session;

  WindowMoves(Session session) {
    this.session = session;
  }

  void onZoneChanged(@Observes OrganizationSettings.ZoneChanged changed) {
    lock(changed);
    session
        .createNativeMutationQuery(
            """
            update windows w set starts_at = m.starts_at, ends_at = m.ends_at
            from (select w.id, w.limit_id, window_start(l.period, o.timezone, l.restarted_at) as starts_at,
                    window_end(l.period, o.timezone) as ends_at %s) m
            where w.org_id = :orgId and w.id = m.id
              and not exists (select from windows x where x.org_id = :orgId and x.limit_id = m.limit_id
                and x.starts_at = m.starts_at and x.id <> m.id)
            """
                .formatted(CURRENT))
        .setParameter("orgId", changed.orgId())
        .setParameter("before", changed.before())
        .executeUpdate();
  }

  /// As the hold engine does, in the order of their ids.
  private void lock(OrganizationSettings.ZoneChanged changed) {
    session
        .createNativeQuery(
            "select w.id " + CURRENT + " order by w.id for no key update of w", Long.class)
        .setParameter("orgId", changed.orgId())
        .setParameter("before", changed.before())
        .getResultList();
  }
}
