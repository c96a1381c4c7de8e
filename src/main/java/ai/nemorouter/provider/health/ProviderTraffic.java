package ai.nemorouter.provider.health;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.provider.ProviderOwner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// What providers did with the requests of the last 24 hours. A request that was sent to one of
/// them twice counts there twice.
@ApplicationScoped
public class ProviderTraffic {
  private final Database database;
  private final Session session;

  ProviderTraffic(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// What one provider did.
  ///
  /// @param medianMs what half of the answers took at most; null where none came
  /// @param lastOkAt when the last answer came; null where none did
  public record Day(
      String provider,
      long requests,
      long failures,
      @Nullable Integer medianMs,
      Instant lastAt,
      @Nullable Instant lastOkAt) {
    private static final double PERCENT = 100;

    /// For people, as in `1.3 %`.
    public String errorRate() {
      return String.format(Locale.ENGLISH, "%.1f %%", failures * PERCENT / requests);
    }
  }

  /// By the name of the provider; those without requests are missing.
  public Map<String, Day> ofLastDay(ProviderOwner holder) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    return holder.reading(
        database,
        () ->
            session
                .createNativeQuery(
                    """
                    select provider, attempts as requests, failures, median_ms, last_at, last_ok_at
                    from provider_traffic(cast(:orgId as uuid))
                    """,
                    Day.class)
                .setParameter("orgId", holder.orgId(), UUID.class)
                .getResultList()
                .stream()
                .collect(Collectors.toMap(Day::provider, Function.identity())));
  }
}
