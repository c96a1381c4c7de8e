package ai.nemorouter.account.throttle;

import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hibernate.Session;

/// Slows down guessing, counted in the database and so over all nodes. A try is counted before it
/// is made and given back if it was right: any number of them at the same moment get no more than
/// the allowance. Rejected tries do not count.
@ApplicationScoped
public class Throttle {
  private static final Duration KEPT = Duration.ofDays(2);

  /// Everybody locks rows in the same order.
  private static final Comparator<ThrottleRule> BY_HASH =
      Comparator.comparing(allowance -> HexFormat.of().formatHex(allowance.hash()));

  private final Database database;
  private final Session session;
  private final ThrottleQueries queries;

  Throttle(Database database, Session session, ThrottleQueries queries) {
    this.database = database;
    this.session = session;
    this.queries = queries;
  }

  /// Counts a try on all of these, or on none if one of them is used up.
  ///
  /// @return when the next one is allowed, if not now
  public Optional<Instant> take(ThrottleRule... allowances) {
    List<ThrottleRule> inOrder = Arrays.stream(allowances).sorted(BY_HASH).toList();
    return database.inInstallation(() -> {
      List<Count> counts = inOrder.stream().map(this::lock).toList();
      Optional<Instant> blockedUntil =
          IntStream.range(0, counts.size())
              .filter(i -> counts.get(i).tries() >= inOrder.get(i).tries())
              .mapToObj(i -> counts.get(i).since().plus(inOrder.get(i).window()))
              .max(Comparator.naturalOrder());
      if (blockedUntil.isEmpty()) {
        inOrder.forEach(each -> queries.add(each.hash()));
      }
      return blockedUntil;
    });
  }

  /// The same for what a page says instead of what it would have shown.
  ///
  /// @throws ThrottledException if one of them is used up
  public void takeOrThrow(ThrottleRule... allowances) {
    take(allowances)
        .ifPresent(until -> {
          throw new ThrottledException(until);
        });
  }

  /// Whether a try would be rejected; counts nothing.
  ///
  /// @throws ThrottledException if it would
  public void lookOrThrow(ThrottleRule allowance) {
    database
        .inInstallation(() -> current(allowance))
        .filter(count -> count.tries() >= allowance.tries())
        .ifPresent(count -> {
          throw new ThrottledException(count.since().plus(allowance.window()));
        });
  }

  /// Takes back a try that was right.
  public void giveBack(ThrottleRule... allowances) {
    List<ThrottleRule> inOrder = Arrays.stream(allowances).sorted(BY_HASH).toList();
    database.inInstallation(
        () -> inOrder.stream().mapToInt(each -> queries.takeBack(each.hash())).sum());
  }

  /// How many tries count at the moment, asked across organizations.
  public int tries(ThrottleRule allowance) {
    return current(allowance).map(Count::tries).orElse(0);
  }

  /// Forgets all tries, as part of a transaction across organizations.
  public void forget(ThrottleRule... allowances) {
    Arrays.stream(allowances).sorted(BY_HASH).forEach(each -> queries.forget(each.hash()));
  }

  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database.inInstallation(() -> queries.forgetAll(database.now().minus(KEPT)));
  }

  /// Makes the row or takes the one there is, begun anew if its time is over, and keeps others from
  /// it until the transaction ends. The clock is not the transaction's: it may have waited.
  private Count lock(ThrottleRule allowance) {
    return session
        .createNativeQuery(
            """
            insert into throttled as t (what, tries, since) values (:what, 0, clock_timestamp())
            on conflict (what) do update set
              tries = case when t.since <= clock_timestamp() - :seconds * interval '1 second' then 0 else t.tries end,
              since = case when t.since <= clock_timestamp() - :seconds * interval '1 second'
                then clock_timestamp() else t.since end
            returning tries, since
            """,
            Count.class)
        .setParameter("what", allowance.hash())
        .setParameter("seconds", allowance.window().toSeconds())
        .getSingleResult();
  }

  private Optional<Count> current(ThrottleRule allowance) {
    return queries.current(allowance.hash(), database.now().minus(allowance.window()));
  }

  public record Count(int tries, Instant since) {}
}
