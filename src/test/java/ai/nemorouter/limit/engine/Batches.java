package ai.nemorouter.limit.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Opens the statement that applies a batch to the tests of other packages.
public final class Batches {
  private final BatchStatement statement;

  public Batches(String node, Duration ttl) {
    statement = new BatchStatement(node, ttl.toMillis());
  }

  /// Holds as the statement hands them to the database.
  public static String text(List<HoldRequest> holds) {
    return HoldArray.of(holds);
  }

  public List<HoldOutcome> apply(
      Connection connection, List<Settlement> settlements, List<HoldRequest> holds)
      throws SQLException {
    return statement.apply(connection, settlements, holds);
  }
}
