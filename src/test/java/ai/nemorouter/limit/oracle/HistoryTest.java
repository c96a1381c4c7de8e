package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.testsupport.Portion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Several nodes work on the same organizations at the same time and lose connections at random
/// moments: everything they were told, and everything that is left, is explained by the order in
/// which the database committed. `-Dnemorouter.histories=` says how many to try,
/// `-Dnemorouter.seed=` repeats what the nodes of one of them ask for.
class HistoryTest {
  private static final int HISTORIES = 8;
  private static final int NODES = 4;
  private static final int STEPS = 40;

  private static final String CUT =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
       order by random() limit 1
      """;
  private static final String BUSY =
      "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";

  @Test
  void everyReplyAndEveryBalanceIsExplainedByTheOrderOfCommits() throws Exception {
    Long only = Long.getLong("nemorouter.seed");
    int count =
        only == null ? Integer.getInteger("nemorouter.histories", Portion.of(HISTORIES)) : 1;
    long first = only == null ? System.nanoTime() : only;
    long unknownButCommitted = 0;
    long unknown = 0;
    for (long seed = first; seed < first + count; seed++) {
      try (EngineServer.Database database = EngineServer.shared().database()) {
        History.prepare(database);
        Plan plan = plan(seed);
        History history = new History(plan);
        unknownButCommitted += play(database, plan, history, seed);
        unknown += history.count(History.Outcome.UNKNOWN);
        assertThat(history.count(History.Outcome.OK)).isGreaterThan(NODES * STEPS / 2);
      } catch (AssertionError e) {
        throw new AssertionError("In the history of -Dnemorouter.seed=" + seed, e);
      }
    }
    // A few histories may go without one.
    if (only == null && Portion.isWhole()) {
      assertThat(unknown).as("connections cut with an answer under way").isPositive();
      assertThat(unknownButCommitted).as("of them, committed all the same").isPositive();
    }
  }

  /// Two organizations or more, all with credit.
  private static Plan plan(long seed) {
    for (long next = seed; ; next += 7919) {
      Plan plan = new PlanGenerator(new Dice(next)).generate();
      long credits = plan.caps().stream().filter(Plan.Cap::isCredit).count();
      if (plan.orgs().size() > 1 && credits == plan.orgs().size()) {
        return plan;
      }
    }
  }

  private static long play(EngineServer.Database database, Plan plan, History history, long seed)
      throws Exception {
    try (Engine reader = new Engine(database, "reader", Sequence.TTL)) {
      reader.setNow(plan.start());
      reader.build(plan);
      AtomicLong clock = new AtomicLong(plan.start().toEpochMilli());
      List<VirtualNode> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        Dice dice = new Dice(seed * NODES + i);
        nodes.add(new VirtualNode(database, plan, history, clock, dice, "node" + i, STEPS));
      }
      runWhileCutting(database, nodes, new Dice(seed));
      await().until(() -> number(reader.connection(), BUSY) == 0);
      reader.setNow(
          java.time.Instant.ofEpochMilli(clock.get()).plus(Sequence.TTL).plus(Duration.ofHours(1)));
      reader.execute("select book_expired('sweeper', 100000)");
      assertThat(number(reader.connection(), "select coalesce(sum(held), 0) from windows"))
          .as("held when nothing is under way")
          .isZero();
      return history.check(reader);
    }
  }

  private static void runWhileCutting(
      EngineServer.Database database, List<VirtualNode> nodes, Dice dice) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        Connection cutter = database.connect()) {
      Future<?> cutting =
          threads.submit(() -> {
            while (!over.get()) {
              LockSupport.parkNanos(Duration.ofMillis(dice.between(5, 60)).toNanos());
              cut(cutter, dice.oneOf(nodes), dice.chance(50));
            }
            return null;
          });
      List<Future<Integer>> running = nodes.stream().map(threads::submit).toList();
      try {
        for (Future<?> node : running) {
          node.get();
        }
      } finally {
        over.set(true);
      }
      cutting.get();
    }
  }

  /// Either the server ends the connection's work, or the node hangs up and the work goes on.
  private static void cut(Connection cutter, VirtualNode node, boolean atTheServer)
      throws SQLException {
    Connection connection = node.connection();
    if (atTheServer) {
      number(cutter, "select count(*) from (" + CUT + ") cut");
    } else if (connection != null) {
      connection.abort(Runnable::run);
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
