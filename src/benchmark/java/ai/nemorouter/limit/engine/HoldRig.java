package ai.nemorouter.limit.engine;

import ai.nemorouter.benchmark.Latencies;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/// A durable PostgreSQL of its own with one organization, whose credit, team and key limits every
/// call counts on.
final class HoldRig implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration STEADY = Duration.ofSeconds(10);
  private static final Duration STEADY_WARM_UP = Duration.ofSeconds(2);
  private static final long SEED = 20_261_122;
  private static final String NODE = "benchmark";

  private final EmbeddedPostgres server;
  private final DataSource dataSource;
  private final Payer payer;
  private final AtomicLong settled = new AtomicLong();
  private final BatchStatement statement = new BatchStatement(NODE, 60_000);
  private final Lane lane;

  private HoldRig(EmbeddedPostgres server, DataSource dataSource, Payer payer) {
    this.server = server;
    this.dataSource = dataSource;
    this.payer = payer;
    lane =
        new Lane(
            dataSource,
            statement,
            defaults(),
            _ -> settled.incrementAndGet(),
            (_, cause) -> {
              throw new IllegalStateException("The database refused a settlement", cause);
            });
    lane.start("benchmark-lane");
  }

  /// The settings that a node has when nobody sets any.
  private static HoldsConfig defaults() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(HoldsConfig.class)
        .build()
        .getConfigMapping(HoldsConfig.class);
  }

  /// @param delayMicros how long the server sleeps before it writes a commit to disk
  static HoldRig start(int delayMicros) throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("commit_delay", Integer.toString(delayMicros))
            .setServerConfig("commit_siblings", "0")
            .start();
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(server.getJdbcUrl("postgres", "postgres"));
    Flyway.configure().dataSource(dataSource).load().migrate();
    return new HoldRig(server, dataSource, organization(dataSource));
  }

  private static Payer organization(DataSource dataSource) throws SQLException {
    Payer payer = new Payer(Ids.next(), Ids.next(), Ids.next(), null);
    try (Connection connection = dataSource.getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "insert into organizations (id, slug, name) values ('%s', 'bench', 'Bench')"
              .formatted(payer.orgId()));
      sql.execute(
          "insert into teams (org_id, id, name) values ('%s', '%s', 'Team')"
              .formatted(payer.orgId(), payer.teamId()));
      sql.execute(
          """
          insert into keys (org_id, id, team_id, name, secret_hash, last_four, created_by)
          values ('%s', '%s', '%s', 'Key', '\\x00', '0000', 'benchmark')
          """
              .formatted(payer.orgId(), payer.keyId(), payer.teamId()));
      for (String limit :
          List.of(
              "'organization', '%s', 'credit', 'total'".formatted(payer.orgId()),
              "'team', '%s', 'budget', 'month'".formatted(payer.teamId()),
              "'key', '%s', 'budget', 'day'".formatted(payer.keyId()))) {
        sql.execute(
            "insert into limits (org_id, id, scope, scope_id, kind, period, amount) values ('%s', '%s', %s, %d)"
                .formatted(payer.orgId(), UUID.randomUUID(), limit, Long.MAX_VALUE / 2));
      }
    }
    return payer;
  }

  /// @param connections that the calls in flight share
  /// @return calls a second, each held and settled in transactions of its own
  double onePerTransaction(int inFlight, int connections) throws Exception {
    BlockingQueue<Connection> pool = new LinkedBlockingQueue<>();
    for (int i = 0; i < connections; i++) {
      pool.add(dataSource.getConnection());
    }
    double perSecond =
        closedLoop(
            inFlight,
            () -> {
              HoldRequest request = request();
              apply(pool, List.of(), List.of(request));
              apply(pool, List.of(settlement(request)), List.of());
              settled.incrementAndGet();
            });
    for (Connection connection : pool) {
      connection.close();
    }
    return perSecond;
  }

  private void apply(
      BlockingQueue<Connection> pool, List<Settlement> settlements, List<HoldRequest> holds)
      throws InterruptedException, SQLException {
    Connection connection = pool.take();
    try {
      statement.apply(connection, settlements, holds);
    } finally {
      pool.add(connection);
    }
  }

  /// @return calls a second through one lane
  double batched(int inFlight) throws Exception {
    return closedLoop(
        inFlight,
        () -> {
          HoldRequest request = request();
          lane.hold(request).get();
          lane.settle(settlement(request));
        });
  }

  /// Holds come when they are due by a Poisson process, whatever became of the others; each is
  /// timed from when it was due.
  Latencies atRate(int perSecond) throws InterruptedException {
    Random random = new Random(SEED);
    int warmUp = (int) (perSecond * STEADY_WARM_UP.toSeconds());
    int count = warmUp + (int) (perSecond * STEADY.toSeconds());
    long[] nanos = new long[count];
    CountDownLatch done = new CountDownLatch(count);
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      HoldRequest request = request();
      long start = due;
      int place = i;
      CompletableFuture<HoldOutcome> answer = lane.hold(request);
      var _ =
          answer.whenComplete((_, _) -> {
            nanos[place] = System.nanoTime() - start;
            lane.settle(settlement(request));
            done.countDown();
          });
    }
    done.await();
    awaitIdle();
    return new Latencies(Arrays.copyOfRange(nanos, warmUp, count), 0);
  }

  /// Whether all that was settled is recorded once, nothing is held, and each counter is the sum.
  boolean isBalanced() throws SQLException {
    awaitIdle();
    return number("select count(*) from calls") == settled.get()
        && number("select count(*) from holds") == 0
        && number("select count(*) from windows where held <> 0") == 0
        && number("select count(*) from windows where used <> (select sum(cost) from calls)") == 0;
  }

  private interface Caller {
    void call() throws Exception;
  }

  private double closedLoop(int inFlight, Caller caller) throws Exception {
    AtomicLong calls = new AtomicLong();
    long start = System.nanoTime();
    long end = start + ROUND.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        running.add(
            threads.submit(() -> {
              while (System.nanoTime() < end) {
                caller.call();
                calls.incrementAndGet();
              }
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    awaitIdle();
    return calls.get() * 1e9 / (System.nanoTime() - start);
  }

  private void awaitIdle() {
    while (!lane.isIdle()) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private HoldRequest request() {
    HoldRange ask =
        new HoldRange(
            Money.ofNanos(400_000), Money.ofUsd("10"), 400, 500, 500, Money.ofNanos(100_000), 100);
    return new HoldRequest(
        Ids.next(), payer, 1, ask, Settlement.Route.chat("m", "a/m", "test", null, false));
  }

  private static Settlement settlement(HoldRequest request) {
    return new Settlement(
        request.id(),
        request.payer(),
        Settlement.Status.OK,
        200,
        null,
        Map.of(),
        request.route(),
        true,
        new Settlement.Answer("stop", "up-1", 100, 200, 0, 0, 0, 0, 0, 0),
        new Settlement.Cost(Money.ofNanos(2_100_000), "catalog"),
        5,
        9);
  }

  private long number(String query) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
