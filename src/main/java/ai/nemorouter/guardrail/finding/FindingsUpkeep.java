package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Makes the months of findings to come, drops those past their retention, and deletes matched
/// texts and figures past theirs. All steps are short and safe on any node at any time
/// (`R__guardrail_upkeep.sql`).
@ApplicationScoped
class FindingsUpkeep {
  private static final Logger LOG = Logger.getLogger(FindingsUpkeep.class);
  private static final int MONTHS_AHEAD = 3;
  private static final int ROWS_AT_ONCE = 2_000;

  private static final String FORGET_TEXTS =
      """
      update guardrail_events e set matched = null
      from (select org_id, id from guardrail_events where matched is not null and id < :before
            order by id limit :most) old
      where e.org_id = old.org_id and e.id = old.id
      """;

  private static final String FORGET_FIGURES =
      """
      delete from guardrail_hours where (org_id, hour, rule_id, team_id, key_id) in (
        select org_id, hour, rule_id, team_id, key_id from guardrail_hours where hour < :before limit :most)
      """;

  private final Database database;
  private final Session session;
  private final FindingsConfig config;

  FindingsUpkeep(Database database, Session session, FindingsConfig config) {
    this.database = database;
    this.session = session;
    this.config = config;
  }

  @Scheduled(every = "1h", delayed = "40s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    Instant now = Instant.now();
    makePartitions(now);
    forgetTexts(now.minus(config.textRetention()));
    if (config.retention().isPositive()) {
      forgetMonthsBefore(now.minus(config.retention()));
    }
    if (config.figuresRetention().isPositive()) {
      repeat(FORGET_FIGURES, now.minus(config.figuresRetention()));
    }
  }

  private void makePartitions(Instant now) {
    for (int month = 0; month <= MONTHS_AHEAD; month++) {
      Instant within = now.atOffset(ZoneOffset.UTC).plusMonths(month).toInstant();
      database.inInstallation(() ->
          session
              .createNativeQuery("select make_guardrail_partitions(:month)", Boolean.class)
              .setParameter("month", within)
              .getSingleResult());
    }
  }

  void forgetTexts(Instant before) {
    repeat(FORGET_TEXTS, Ids.firstAt(before));
  }

  private void forgetMonthsBefore(Instant oldest) {
    Instant month =
        LocalDate.ofInstant(oldest, ZoneOffset.UTC)
            .withDayOfMonth(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    int dropped =
        database.inInstallation(() ->
            session
                .createNativeQuery("select drop_guardrail_partitions(:before)", Integer.class)
                .setParameter("before", month)
                .getSingleResult());
    if (dropped > 0) {
      LOG.infof("Dropped %d partitions of what guardrails found before %s", dropped, month);
    }
  }

  private void repeat(String statement, Object before) {
    int changed;
    do {
      changed =
          database.inInstallation(() ->
              session
                  .createNativeMutationQuery(statement)
                  .setParameter("before", before)
                  .setParameter("most", ROWS_AT_ONCE)
                  .executeUpdate());
    } while (changed == ROWS_AT_ONCE);
  }
}
