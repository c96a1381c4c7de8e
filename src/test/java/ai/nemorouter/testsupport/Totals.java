package ai.nemorouter.testsupport;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/// Adds up what is on record of requests, attempt by attempt: what any report has to agree with.
@ApplicationScoped
public class Totals {
  private final TestDatabase database;

  Totals(TestDatabase database) {
    this.database = database;
  }

  /// @param errors requests that failed, or whose node stopped answering
  public record Sums(Money spend, long requests, long errors, long refusals) {}

  /// @param from the first moment that counts
  /// @param to the first moment that does not
  public Sums of(UUID orgId, Instant from, Instant to) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    """
                    select coalesce(sum(cost), 0), coalesce(sum(requests), 0),
                           coalesce(sum(requests) filter (where status in ('failed', 'expired')), 0),
                           coalesce(sum(requests) filter (where status = 'refused'), 0)
                    from charges where org_id = ? and id >= ? and id < ?
                    """,
                    orgId,
                    Ids.firstAt(from),
                    Ids.firstAt(to))
                .map(row ->
                    new Sums(
                        Money.ofNanos(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4)))
                .one());
  }
}
