package ai.nemorouter.account;

import ai.nemorouter.platform.Database;
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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Slows down guessing, counted in the database and so over all nodes. A try is counted before it
/// is made and given back if it was right: any number of them at the same moment get no more than
/// the allowance. What is turned away does not count.
@ApplicationScoped
public class Throttle {
  private static final Duration KEPT = Duration.ofDays(2);

  /// Everybody locks rows in the same order.
  private static final Comparator<Allowance> BY_HASH =
      Comparator.comparing(allowance -> HexFormat.of().formatHex(allowance.hash()));

  private final Database database;

  Throttle(Database database) {
    this.database = database;
  }

  /// Counts a try on all of these, or on none if one of them is used up.
  ///
  /// @return when the next one is allowed, if not now
  public Optional<Instant> take(Allowance... allowances) {
    List<Allowance> inOrder = Arrays.stream(allowances).sorted(BY_HASH).toList();
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          List<Count> counts = inOrder.stream().map(each -> lock(handle, each)).toList();
          Optional<Instant> blockedUntil =
              IntStream.range(0, counts.size())
                  .filter(i -> counts.get(i).tries() >= inOrder.get(i).tries())
                  .mapToObj(i -> counts.get(i).since().plus(inOrder.get(i).window()))
                  .max(Comparator.naturalOrder());
          if (blockedUntil.isEmpty()) {
            inOrder.forEach(each -> add(handle, each, 1));
          }
          return blockedUntil;
        });
  }

  /// The same for what a page says instead of what it would have shown.
  ///
  /// @throws ThrottledException if one of them is used up
  public void takeOrThrow(Allowance... allowances) {
    take(allowances)
        .ifPresent(until -> {
          throw new ThrottledException(until);
        });
  }

  /// Whether a try would be turned away; counts nothing.
  ///
  /// @throws ThrottledException if it would
  public void lookOrThrow(Allowance allowance) {
    database
        .acrossOrganizations()
        .read(handle -> current(handle, allowance))
        .filter(count -> count.tries() >= allowance.tries())
        .ifPresent(count -> {
          throw new ThrottledException(count.since().plus(allowance.window()));
        });
  }

  /// Takes back a try that was right.
  public void giveBack(Allowance... allowances) {
    List<Allowance> inOrder = Arrays.stream(allowances).sorted(BY_HASH).toList();
    database
        .acrossOrganizations()
        .useTransaction(handle -> inOrder.forEach(each -> add(handle, each, -1)));
  }

  /// How many tries count at the moment.
  int tries(Handle handle, Allowance allowance) {
    return current(handle, allowance).map(Count::tries).orElse(0);
  }

  /// Forgets all tries.
  void forget(Handle handle, Allowance... allowances) {
    Arrays.stream(allowances)
        .sorted(BY_HASH)
        .forEach(
            each -> handle.execute("delete from throttled where what = ?", (Object) each.hash()));
  }

  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    "delete from throttled where since < now() - :seconds * interval '1 second'")
                .bind("seconds", KEPT.toSeconds())
                .execute());
  }

  /// Makes the row or takes the one there is, begun anew if its time is over, and keeps others from
  /// it until the transaction ends.
  private static Count lock(Handle handle, Allowance allowance) {
    return handle
        .createQuery(
            """
            insert into throttled as t (what, tries, since) values (:what, 0, clock_timestamp())
            on conflict (what) do update set
              tries = case when t.since <= clock_timestamp() - :seconds * interval '1 second' then 0 else t.tries end,
              since = case when t.since <= clock_timestamp() - :seconds * interval '1 second'
                then clock_timestamp() else t.since end
            returning tries, since
            """)
        .bind("what", allowance.hash())
        .bind("seconds", allowance.window().toSeconds())
        .map(ConstructorMapper.of(Count.class))
        .one();
  }

  private static Optional<Count> current(Handle handle, Allowance allowance) {
    return handle
        .createQuery(
            """
            select tries, since from throttled
            where what = :what and since > now() - :seconds * interval '1 second'
            """)
        .bind("what", allowance.hash())
        .bind("seconds", allowance.window().toSeconds())
        .map(ConstructorMapper.of(Count.class))
        .findOne();
  }

  private static void add(Handle handle, Allowance allowance, int tries) {
    handle
        .createUpdate("update throttled set tries = greatest(0, tries + :tries) where what = :what")
        .bind("what", allowance.hash())
        .bind("tries", tries)
        .execute();
  }

  public record Count(int tries, Instant since) {}
}
