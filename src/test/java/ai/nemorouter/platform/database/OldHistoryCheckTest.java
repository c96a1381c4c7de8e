package ai.nemorouter.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidSettingException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start on a database whose history is that of a build before 0.1.0.
class OldHistoryCheckTest {
  private static final String FOLDER = "nemorouter.embedded-database.folder";
  private static EmbeddedPostgres server;

  @TempDir Path folder;

  private DataSource database;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void makeADatabase() throws SQLException {
    String name = "history_" + System.nanoTime();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    database = server.getDatabase("postgres", name);
  }

  @AfterEach
  void forgetTheFolder() {
    System.clearProperty(FOLDER);
  }

  @Test
  void aServersOldDatabaseEndsTheStartWithASentenceThatSaysWhatToDo() throws Exception {
    migrateAsBefore();

    assertThatThrownBy(this::migrate)
        .rootCause()
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "QUARKUS_DATASOURCE_JDBC_URL names a database that a build before 0.1.0 made, which cannot be upgraded: name a new, empty one");
    assertThat(tables()).as("tables of the old database").isEqualTo("flyway_schema_history old");
  }

  @Test
  void anOldEmbeddedDatabaseIsNamedByTheFolderToDelete() throws Exception {
    migrateAsBefore();
    System.setProperty(FOLDER, "/srv/nemorouter/.data");

    assertThatThrownBy(this::migrate)
        .rootCause()
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "NEMOROUTER_DATA_FOLDER has a database that a build before 0.1.0 made, which cannot be upgraded: stop the application, delete the folder /srv/nemorouter/.data/postgres and start again");
  }

  @Test
  void aDatabaseOfThisBuildStartsEmptyAndAgain() {
    migrate();

    migrate();

    assertThat(tables()).contains(" organizations ");
  }

  /// What the first file of the old migrations leaves in Flyway's table.
  private void migrateAsBefore() throws IOException {
    Files.writeString(folder.resolve("V1__foundation.sql"), "create table old (id int)");
    Flyway.configure().dataSource(database).locations("filesystem:" + folder).load().migrate();
  }

  private void migrate() {
    Flyway.configure().dataSource(database).callbacks(new OldHistoryCheck()).load().migrate();
  }

  private String tables() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public'")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
