package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the database's own statistics say of holds and settlements: no table is read from end to
/// end, and what every call changes stays small.
class HotPathTest {
  private static final int BATCHES = 300;
  private static final int HOLDS_IN_A_BATCH = 4;

  /// Of a hundred changes of a window, so many need no new index entry, so that the next one finds
  /// no more to read than the last.
  private static final long HEAP_ONLY_PERCENT_MIN = 90;

  private static final String STATISTICS =
      """
      select relname, seq_scan, seq_tup_read, n_tup_upd, n_tup_hot_upd from pg_stat_user_tables
       where relname ~ '^(holds|windows|limits|keys|teams|organizations|attempts|calls.*)$'
      """;

  private record Figures(long scans, long rowsScanned, long updates, long heapOnly) {
    Figures minus(Figures before) {
      return new Figures(
          scans - before.scans,
          rowsScanned - before.rowsScanned,
          updates - before.updates,
          heapOnly - before.heapOnly);
    }
  }

  @Test
  void holdsAndSettlementsScanNoTableAndLeaveTheHotOnesSmall() throws SQLException {
    try (EngineServer.Database database = EngineServer.shared().database();
        Stage stage = new Stage(database);
        Connection reader = database.connect()) {
      stage.add(stage.cap(Scope.key(stage.first.keyId()), "budget", Period.MINUTE, 1000));
      stage.add(stage.cap(Scope.key(stage.second.keyId()), "budget", Period.DAY, 100));
      // Plans are made with the first batch, when the tables are empty, and are kept.
      Engine node = stage.node();
      run(stage, node, 1);
      Map<String, Figures> before = statistics(node, reader);

      run(stage, node, BATCHES);

      Map<String, Figures> after = statistics(node, reader);
      before.forEach(
          (table, figures) -> after.computeIfPresent(table, (_, now) -> now.minus(figures)));
      assertThat(after)
          .containsKeys("holds", "windows", "limits", "keys", "attempts", "calls_elsewhen");
      assertThat(after)
          .allSatisfy((table, figures) ->
              assertThat(List.of(figures.scans(), figures.rowsScanned()))
                  .as("scans of %s, and rows read by them", table)
                  .containsExactly(0L, 0L));
      Figures windows = after.getOrDefault("windows", new Figures(0, 0, 0, 0));
      assertThat(windows.updates()).isGreaterThan(BATCHES);
      assertThat(windows.heapOnly() * 100)
          .as("heap-only updates of %d", windows.updates())
          .isGreaterThanOrEqualTo(windows.updates() * HEAP_ONLY_PERCENT_MIN);
      assertThat(number(reader, "select count(*) from holds")).isZero();
      assertThat(number(reader, "select count(*) from calls")).isGreaterThan(BATCHES);
    }
  }

  /// Each batch settles what the one before it held. Some are refused, and some settle what was
  /// swept.
  private static void run(Stage stage, Engine node, int batches) throws SQLException {
    List<Settlement> ended = new ArrayList<>();
    Instant now = Stage.NOON;
    for (int i = 0; i <= batches; i++) {
      now = now.plusMillis(100);
      node.setNow(now);
      List<HoldRequest> holds = new ArrayList<>();
      for (int j = 0; j < HOLDS_IN_A_BATCH && i < batches; j++) {
        holds.add(stage.request(j % 2 == 0 ? stage.first : stage.second, j + i % 5));
      }
      node.apply(new Command.Batch(ended, holds));
      ended = holds.stream().map(hold -> stage.settlement(hold, 1)).toList();
      if (i % 50 == 49) {
        node.setNow(now.plus(Sequence.TTL).plus(Duration.ofSeconds(1)));
        node.apply(new Command.Sweep());
      }
    }
  }

  private static Map<String, Figures> statistics(Engine node, Connection reader)
      throws SQLException {
    node.execute("select pg_stat_force_next_flush()");
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery(STATISTICS)) {
      Map<String, Figures> figures = new TreeMap<>();
      while (row.next()) {
        figures.put(
            row.getString(1),
            new Figures(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
      }
      return figures;
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
