package ai.nemorouter.usage.summary;

import ai.nemorouter.access.Operator;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/// What all organizations sent in the last 24 hours, for operators. A request counts where it
/// started, and money where each attempt was made.
@ApplicationScoped
public class InstallationTraffic {
  private final Database database;
  private final Session session;

  InstallationTraffic(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// What one organization sent.
  ///
  /// @param slug of the organization, as in its address
  /// @param requests all of them, refused ones included
  /// @param failed that ended in an error of a provider or the gateway
  /// @param refused that were not sent to a provider
  public record Share(
      UUID orgId, String slug, String name, Money spend, long requests, long failed, long refused) {
    /// As stored.
    ///
    /// @param spend nano-US-dollars
    record Row(
        UUID orgId,
        String slug,
        String name,
        long spend,
        long requests,
        long failed,
        long refused) {
      Share share() {
        return new Share(orgId, slug, name, Money.ofNanos(spend), requests, failed, refused);
      }
    }
  }

  /// Of those that sent something, the one with the highest spend first.
  public List<Share> ofLastDay(Operator operator) {
    return database.inInstallation(() ->
        session
            .createNativeQuery(
                """
                select o.id, o.slug, o.name, bounded(c.spend) as spend, c.requests, c.failed, c.refused
                from organization_records o cross join lateral (
                  select coalesce(sum(cost), 0) as spend, coalesce(sum(requests), 0) as requests,
                    coalesce(sum(requests) filter (where status = 'failed'), 0) as failed,
                    coalesce(sum(requests) filter (where status = 'refused'), 0) as refused
                  from charges
                  where org_id = o.id and started_at >= now() - interval '24 hours'
                    and id >= first_id_of(now() - interval '25 hours')) c
                where c.requests > 0 or c.spend > 0
                order by c.spend desc, c.requests desc, o.slug
                """,
                Share.Row.class)
            .getResultList()
            .stream()
            .map(Share.Row::share)
            .toList());
  }
}
