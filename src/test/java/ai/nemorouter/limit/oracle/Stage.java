package ai.nemorouter.limit.oracle;

import static org.awaitility.Awaitility.await;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// One organization on which several nodes are made to meet in a chosen order: one of them is
/// stopped at a lock while the others go on.
final class Stage implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-05-20T12:00:00Z");
  static final long CREDIT = 1000;

  private static final String WAITING =
      "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

  final UUID orgId = Ids.next();
  final UUID teamId = Ids.next();
  final Payer first = new Payer(orgId, teamId, Ids.next(), null);
  final Payer second = new Payer(orgId, teamId, Ids.next(), null);
  final Plan.Cap credit = cap(Scope.organization(orgId), "credit", Period.TOTAL, CREDIT);
  final Plan.Cap team = cap(Scope.team(teamId), "budget", Period.MONTH, CREDIT);

  private final EngineServer.Database database;
  private final List<Engine> engines = new ArrayList<>();
  private final Connection blocker;
  private final Connection watcher;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Stage(EngineServer.Database database, Plan.Cap... more) throws SQLException {
    this.database = database;
    this.blocker = database.connect();
    this.watcher = database.connect();
    blocker.setAutoCommit(false);
    List<Plan.Cap> caps = new ArrayList<>(List.of(credit, team));
    caps.addAll(List.of(more));
    node()
        .build(
            new Plan(
                NOON,
                List.of(new Plan.Org(orgId, ZoneOffset.UTC, List.of(teamId))),
                List.of(),
                List.of(new Plan.Key(first), new Plan.Key(second)),
                caps));
  }

  void add(Plan.Cap cap) throws SQLException {
    node().add(cap);
  }

  Plan.Cap cap(Scope scope, String kind, Period period, long amount) {
    return new Plan.Cap(
        orgId, Ids.next(), scope, kind, Unit.USD, period, null, null, amount, List.of(), false);
  }

  /// A lane of another node, at noon.
  Engine node() throws SQLException {
    return node(NOON);
  }

  Engine node(Instant now) throws SQLException {
    Engine engine = new Engine(database, "node-" + engines.size(), Sequence.TTL);
    engines.add(engine);
    engine.setNow(now);
    return engine;
  }

  /// A call that costs at most `amount`, all or nothing.
  HoldRequest request(Payer payer, long amount) {
    return new HoldRequest(
        Ids.next(),
        payer,
        Plan.NEWEST_SECRET,
        new HoldRange(Money.ofNanos(amount), Money.ZERO, 1, 0, 0, Money.ofNanos(1), 1),
        Settlement.Route.chat("m", "a/one", "east", null, false));
  }

  Settlement settlement(HoldRequest request, long cost) {
    return new Settlement(
        request.id(),
        request.payer(),
        Settlement.Status.OK,
        200,
        null,
        Map.of(),
        request.route(),
        true,
        null,
        new Settlement.Cost(Money.ofNanos(cost), "provider"),
        null,
        1);
  }

  static Command.Batch batch(List<Settlement> settlements, HoldRequest... holds) {
    return new Command.Batch(settlements, List.of(holds));
  }

  /// Blocks all others at the rows of that statement until `letGo`.
  void block(String sql) throws SQLException {
    try (Statement statement = blocker.createStatement()) {
      statement.execute(sql);
    }
  }

  void blockWindowOf(Plan.Cap cap) throws SQLException {
    block(
        "select id from windows where org_id = '%s' and limit_id = '%s' for no key update"
            .formatted(orgId, cap.id()));
  }

  void letGo() throws SQLException {
    blocker.commit();
  }

  /// Starts the command and returns once it waits for a lock.
  CompletableFuture<List<HoldOutcome>> stopped(Engine node, Command command) throws SQLException {
    int before = waiting();
    CompletableFuture<List<HoldOutcome>> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return node.apply(command);
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            },
            threads);
    await().pollInterval(Duration.ofMillis(5)).until(() -> answer.isDone() || waiting() > before);
    return answer;
  }

  /// Returns once something waits for a lock.
  void awaitWaiting() {
    await().pollInterval(Duration.ofMillis(5)).until(() -> waiting() > 0);
  }

  private int waiting() throws SQLException {
    try (Statement statement = watcher.createStatement();
        ResultSet row = statement.executeQuery(WAITING)) {
      row.next();
      return row.getInt(1);
    }
  }

  /// What counts now, as in `Engine.balances`.
  SortedMap<String, String> balances() throws SQLException {
    return engines.getFirst().balances(List.of(orgId));
  }

  /// Used and held in all windows of the limit, as in `used=1 held=2`.
  String balance(Plan.Cap cap) throws SQLException {
    return balances().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("window " + cap.id()))
        .map(entry -> entry.getValue().replaceAll(" until=.*", ""))
        .reduce((a, b) -> a + ", " + b)
        .orElse("nothing");
  }

  @Nullable String call(HoldRequest request) throws SQLException {
    return balances().get("call " + request.id());
  }

  @Override
  public void close() throws SQLException {
    blocker.rollback();
    threads.close();
    blocker.close();
    watcher.close();
    for (Engine engine : engines) {
      engine.execute("delete from holds");
      engine.close();
    }
  }
}
