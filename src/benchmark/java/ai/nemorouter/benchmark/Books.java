package ai.nemorouter.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The gateway's books after the load: speed counts only if every call was recorded and settled.
record Books(String url) {
  private static final int SETTLE_SECONDS_MAX = 15;

  /// Waits for the last calls to settle.
  ///
  /// @param answered how many calls the benchmark saw answered with 200
  /// @param hungUp how many streams it hung up on
  /// @return what is wrong, in sentences
  List<String> problems(long answered, long hungUp) throws SQLException, InterruptedException {
    List<String> problems = List.of();
    try (Connection connection = DriverManager.getConnection(url)) {
      for (int second = 0; second < SETTLE_SECONDS_MAX; second++) {
        problems = problems(connection, answered, hungUp);
        if (problems.isEmpty()) {
          return problems;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
    return problems;
  }

  private static List<String> problems(Connection connection, long answered, long hungUp)
      throws SQLException {
    List<String> problems = new ArrayList<>();
    long recorded = number(connection, "select count(*) from calls where status = 'ok'");
    if (recorded != answered) {
      problems.add("%d calls were answered, %d are recorded".formatted(answered, recorded));
    }
    long cancelled = number(connection, "select count(*) from calls where status = 'cancelled'");
    if (cancelled != hungUp) {
      problems.add(
          "%d streams were hung up, %d calls are recorded as cancelled"
              .formatted(hungUp, cancelled));
    }
    long others =
        number(connection, "select count(*) from calls where status not in ('ok', 'cancelled')");
    if (others != 0) {
      problems.add("%d calls are recorded as something else".formatted(others));
    }
    long holds = number(connection, "select count(*) from holds");
    if (holds != 0) {
      problems.add("%d holds are left".formatted(holds));
    }
    long held = number(connection, "select count(*) from windows where held <> 0");
    if (held != 0) {
      problems.add("%d windows still hold money".formatted(held));
    }
    long cost = number(connection, "select coalesce(sum(cost), 0) from calls");
    long used =
        number(
            connection,
            """
            select coalesce(sum(used), 0) from windows
            join limits on limits.org_id = windows.org_id and limits.id = windows.limit_id
            where limits.kind = 'credit'
            """);
    if (cost != used) {
      problems.add("calls cost %d nano-dollars, credit used is %d".formatted(cost, used));
    }
    return problems;
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }
}
