package ai.nemorouter.account.throttle;

import java.time.Instant;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about tries that are counted, checked when they are compiled.
interface ThrottleQueries {
  Session session();

  /// @param begun what was first tried before that counts no more
  @HQL(
      """
      select t.tries, t.since from ThrottledEntity t where t.what = :what and t.since > :begun
      """)
  Optional<Throttle.Count> current(byte[] what, Instant begun);

  @HQL("update ThrottledEntity t set t.tries = t.tries + 1 where t.what = :what")
  int add(byte[] what);

  @HQL(
      """
      update ThrottledEntity t set t.tries = t.tries - 1 where t.what = :what and t.tries > 0
      """)
  int takeBack(byte[] what);

  @HQL("delete from ThrottledEntity t where t.what = :what")
  int forget(byte[] what);

  @HQL("delete from ThrottledEntity t where t.since < :before")
  int forgetAll(Instant before);
}
