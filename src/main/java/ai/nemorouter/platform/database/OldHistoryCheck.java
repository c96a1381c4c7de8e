package ai.nemorouter.platform.database;

import ai.nemorouter.platform.error.InvalidSettingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// Ends the start on a database that a build before 0.1.0 made. Its migrations were replaced by
/// others before the first release, so it cannot be upgraded, and what Flyway says of it does not
/// say what to do. Flyway makes one itself, by the name in application.properties.
public final class OldHistoryCheck implements Callback {
  private static final String FIRST_OLD_SCRIPT = "V1__foundation.sql";

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_VALIDATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  /// @throws InvalidSettingException if the history of the database is an old one
  @Override
  public void handle(Event event, Context context) {
    try {
      if (isOld(context.getConnection(), context.getConfiguration().getTable())) {
        throw EmbeddedDatabase.dataFolder()
            .map(OldHistoryCheck::oldFolder)
            .orElseGet(OldHistoryCheck::oldServer);
      }
    } catch (SQLException e) {
      throw new FlywayException("The history of the database cannot be read", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "old history";
  }

  private static boolean isOld(Connection connection, String history) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return isTrue(statement, "select to_regclass('%s') is not null".formatted(history))
          && isTrue(
              statement,
              "select exists (select from %s where script = '%s')"
                  .formatted(history, FIRST_OLD_SCRIPT));
    }
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static InvalidSettingException oldFolder(Path folder) {
    return new InvalidSettingException(
        "NEMOROUTER_DATA_FOLDER",
        "has a database that a build before 0.1.0 made, which cannot be upgraded: stop the application, delete the folder %s and start again"
            .formatted(EmbeddedDatabase.postgresFolder(folder)));
  }

  private static InvalidSettingException oldServer() {
    return new InvalidSettingException(
        "QUARKUS_DATASOURCE_JDBC_URL",
        "names a database that a build before 0.1.0 made, which cannot be upgraded: name a new, empty one");
  }
}
