package ai.nemorouter.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.database.EmbeddedDatabase.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database that comes with the application asks for its password, whatever its data went
/// through before.
class EmbeddedDatabaseTest {
  private static final String INVALID_PASSWORD = "28P01";

  @TempDir Path data;

  private Path folder;

  @BeforeEach
  void nameTheFolder() {
    folder = data.resolve("postgres");
  }

  @AfterEach
  void stop() throws IOException {
    if (Files.exists(folder.resolve("postmaster.pid"))) {
      ProcessHandle.of(pid())
          .ifPresent(server -> {
            server.destroy();
            server.onExit().orTimeout(30, TimeUnit.SECONDS).join();
          });
    }
  }

  /// An application of an earlier version that starts its database, and is killed.
  static final class KilledApplication {
    private KilledApplication() {}

    public static void main(String[] folder) throws Exception {
      try (EmbeddedPostgres old = withoutPassword(Path.of(folder[0]))) {
        keepSomething(old);
        Runtime.getRuntime().halt(0);
      }
    }
  }

  @Test
  void aNewDatabaseAsksForThePasswordThatOnlyItsOwnerCanRead() throws Exception {
    Server server = EmbeddedDatabase.start(folder);

    assertThat(answer(server, server.password())).isEqualTo("postgres");
    assertIsClosed(server);
    Path file = data.resolve("postgres.password");
    assertThat(Files.readString(file).strip()).isEqualTo(server.password()).hasSize(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aServerThatWasLeftRunningIsTakenOverWithItsPassword() throws Exception {
    Server before = EmbeddedDatabase.start(folder);

    Server after = EmbeddedDatabase.start(folder);

    assertThat(after).isEqualTo(before);
    assertThat(answer(after, after.password())).isEqualTo("postgres");
  }

  @Test
  void dataOfAnEarlierVersionKeepsItsRowsAndGetsAPassword() throws Exception {
    try (EmbeddedPostgres old = withoutPassword(folder)) {
      keepSomething(old);
    }

    Server server = EmbeddedDatabase.start(folder);

    assertIsClosed(server);
    assertThat(query(server, "select note from kept")).isEqualTo("something");
  }

  @Test
  void anEarlierVersionsServerThatStillRunsIsStoppedAndComesBackWithAPassword() throws Exception {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                KilledApplication.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("killed.log").toFile())
            .start();
    assertThat(killed.waitFor()).isZero();
    long before = pid();

    Server server = EmbeddedDatabase.start(folder);

    assertThat(server.pid()).isNotEqualTo(before);
    assertThat(ProcessHandle.of(before)).isEmpty();
    assertIsClosed(server);
    assertThat(query(server, "select note from kept")).isEqualTo("something");
  }

  @Test
  void dataWhosePasswordWasLostGetsANewOne() throws Exception {
    Server before = EmbeddedDatabase.start(folder);
    stop();
    // The server's folder alone, as a backup may have it.
    folder = copy(folder, Files.createDirectory(data.resolve("restored")).resolve("postgres"));

    Server after = EmbeddedDatabase.start(folder);

    assertThat(after.password()).isNotEqualTo(before.password());
    assertThat(answer(after, after.password())).isEqualTo("postgres");
    assertIsClosed(after);
    assertRefused(after, before.password());
  }

  private static Path copy(Path from, Path to) throws Exception {
    assertThat(new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start().waitFor())
        .isZero();
    return to;
  }

  private void assertIsClosed(Server server) throws IOException {
    assertRefused(server, "");
    assertRefused(server, "a guess");
    List<String> rules =
        Files.readAllLines(folder.resolve("pg_hba.conf")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(rules).isNotEmpty().allMatch(rule -> rule.endsWith("scram-sha-256"));
  }

  private static void assertRefused(Server server, String password) {
    assertThatThrownBy(() -> answer(server, password))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isIn(INVALID_PASSWORD, "08004", "08001"));
  }

  private static EmbeddedPostgres withoutPassword(Path folder) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .start();
  }

  private static void keepSomething(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table kept as select 'something'::text note");
    }
  }

  private static String answer(Server server, String password) throws SQLException {
    return query(server, password, "select current_user");
  }

  private static String query(Server server, String sql) throws SQLException {
    return query(server, server.password(), sql);
  }

  private static String query(Server server, String password, String sql) throws SQLException {
    String url = "jdbc:postgresql://localhost:" + server.port() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
  }
}
