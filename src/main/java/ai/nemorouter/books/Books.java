package ai.nemorouter.books;

import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Has the books of all organizations checked, every night and whenever an operator asks, and shows
/// what was found.
@ApplicationScoped
public class Books {
  private static final Logger LOG = Logger.getLogger(Books.class);
  private static final String RUN =
      """
      select id, trigger, node, started_at, seen_at, finished_at, organizations_total, organizations, calls,
             deviations_found
      from verify_runs
      """;
  private static final Map<String, String> RUN_ORDERS =
      Map.of("deviations", "deviations_found desc, id desc", "calls", "calls desc, id desc");
  private static final Map<String, String> DEVIATION_ORDERS =
      Map.of("organization", "d.organization, n", "subject", "d.subject, n");

  private final Database database;
  private final BooksConfig config;
  private final VerifyRuns runs;

  Books(Database database, BooksConfig config) {
    this.database = database;
    this.config = config;
    this.runs = new VerifyRuns(database.acrossOrganizations()::inTransaction);
  }

  /// What a list is narrowed to.
  ///
  /// @param sort a column's name as in the address
  public record Search(String text, String sort, int page) {}

  /// Begins a check of all books, which goes on in the background; where one is under way, that is
  /// the one.
  ///
  /// @return the run to look at
  public UUID verify(Operator operator) {
    Optional<UUID> begun = runs.begin(VerifyRun.Trigger.OPERATOR);
    begun.ifPresent(runId -> {
      LOG.infof("The books are being checked run=%s operator=%s", runId, operator.userId());
      Thread.ofVirtual().name("verify").start(() -> perform(runId));
    });
    return begun.or(() -> latest(operator).map(VerifyRun::id)).orElseThrow();
  }

  public Optional<VerifyRun> latest(Operator operator) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(RUN + "order by started_at desc, id desc limit 1")
                .map(ConstructorMapper.of(VerifyRun.class))
                .findOne());
  }

  public VerifyRun find(Operator operator, UUID runId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(RUN + "where id = :id")
                .bind("id", runId)
                .map(ConstructorMapper.of(VerifyRun.class))
                .findOne()
                .orElseThrow(() -> new NotFoundException("check")));
  }

  /// The newest first.
  ///
  /// @param search its text is `deviations` for those that found some, else ignored
  public PageOf<VerifyRun> list(Operator operator, Search search) {
    String where = search.text().equals("deviations") ? "where deviations_found > 0 " : "";
    String order = RUN_ORDERS.getOrDefault(search.sort(), "id desc");
    return database
        .acrossOrganizations()
        .read(handle ->
            new PageOf<>(
                handle
                    .createQuery(RUN + where + "order by " + order + " limit :limit offset :offset")
                    .bind("limit", PageOf.SIZE)
                    .bind("offset", PageOf.offset(search.page()))
                    .map(ConstructorMapper.of(VerifyRun.class))
                    .list(),
                PageOf.within(search.page()),
                handle
                    .createQuery("select count(*) from verify_runs " + where)
                    .mapTo(Long.class)
                    .one()));
  }

  /// What a run found; of very many only the first.
  public PageOf<Deviation> deviations(Operator operator, UUID runId, Search search) {
    String order = DEVIATION_ORDERS.getOrDefault(search.sort(), "d.invariant, n");
    return database
        .acrossOrganizations()
        .read(handle ->
            new PageOf<>(
                deviations(handle, runId, search, order),
                PageOf.within(search.page()),
                handle
                    .createQuery(
                        """
                        select count(*) from verify_runs r cross join lateral jsonb_array_elements(r.deviations) d
                        where r.id = :id and strpos(lower(d::text), lower(:text)) > 0
                        """)
                    .bind("id", runId)
                    .bind("text", search.text())
                    .mapTo(Long.class)
                    .one()));
  }

  private static List<Deviation> deviations(
      Handle handle, UUID runId, Search search, String order) {
    return handle
        .createQuery(
            """
            select d.invariant, d.organization, d.subject, d.expected, d.actual, d.detail
            from verify_runs r
            cross join lateral jsonb_array_elements(r.deviations) with ordinality e(element, n)
            cross join lateral jsonb_to_record(e.element)
              d(invariant text, organization text, subject text, expected bigint, actual bigint, detail text)
            where r.id = :id and strpos(lower(e.element::text), lower(:text)) > 0
            """
                + "order by "
                + order
                + " limit :limit offset :offset")
        .bind("id", runId)
        .bind("text", search.text())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(search.page()))
        .map(ConstructorMapper.of(Deviation.class))
        .list();
  }

  /// Looks often and runs seldom: whichever node looks first after the time has come runs it, and a
  /// night in which none was up is made up for.
  @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void verifyNightly() {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    LocalDateTime today = now.toLocalDate().atTime(config.verifyAt());
    LocalDateTime due = today.isAfter(now) ? today.minusDays(1) : today;
    runs.beginNightly(due.toInstant(ZoneOffset.UTC)).ifPresent(this::perform);
  }

  private void perform(UUID runId) {
    try {
      runs.perform(runId);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The check of the books broke off run=%s", runId);
      return;
    }
    long found =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select("select deviations_found from verify_runs where id = ?", runId)
                    .mapTo(Long.class)
                    .one());
    if (found > 0) {
      LOG.errorf("The books do not balance run=%s deviations=%d", runId, found);
    } else {
      LOG.infof("The books balance run=%s", runId);
    }
  }
}
