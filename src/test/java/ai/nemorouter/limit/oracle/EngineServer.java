package ai.nemorouter.limit.oracle;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A PostgreSQL of the proof's own, and on it databases with the project's own migrations. In each
/// of them `now()` and `clock_timestamp()` answer what the session was told, because the search
/// path finds the schema `public` before `pg_catalog`: the engine itself knows nothing of that.
final class EngineServer {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final String TEMPLATE = "engine_template";

  private static final String CLOCK =
      """
      create function public.now() returns timestamptz language sql stable as $$
        select coalesce(nullif(current_setting('clock.at', true), '')::timestamptz, pg_catalog.now())
      $$;
      create function public.clock_timestamp() returns timestamptz language sql volatile as $$
        select coalesce(nullif(current_setting('clock.at', true), '')::timestamptz, pg_catalog.clock_timestamp())
      $$;
      """;

  private static final EngineServer SHARED = start();

  private final EmbeddedPostgres postgres;
  private final AtomicInteger count = new AtomicInteger();

  private EngineServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// One server for the test run; the library stops it when the JVM ends.
  static EngineServer shared() {
    return SHARED;
  }

  private static EngineServer start() {
    try {
      EngineServer server =
          new EngineServer(
              EmbeddedPostgres.builder()
                  .setServerConfig("max_connections", "60")
                  .setServerConfig("synchronous_commit", "off")
                  .setServerConfig("deadlock_timeout", "200ms")
                  .start());
      server.makeTemplate();
      return server;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("No PostgreSQL for the proof of the engine", e);
    }
  }

  private void makeTemplate() throws SQLException {
    execute("postgres", "create database " + TEMPLATE);
    execute(
        "postgres",
        "alter database "
            + TEMPLATE
            + " set search_path = public, pg_catalog;"
            + "alter database "
            + TEMPLATE
            + " set timezone = 'UTC'");
    execute(TEMPLATE, CLOCK);
    for (String migration : versionedMigrations()) {
      execute(TEMPLATE, migration);
    }
  }

  private static List<String> versionedMigrations() {
    return texts("V", Comparator.comparingInt(EngineServer::version));
  }

  /// The functions of the engine, in the order in which Flyway runs their files.
  private static String engine() {
    return String.join("\n", texts("R__hold_", Comparator.naturalOrder()));
  }

  private static List<String> texts(String prefix, Comparator<Path> order) {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted(order)
          .map(EngineServer::text)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceAll("\\AV(\\d+)__.*", "$1"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A new database with the engine as it is.
  Database database() {
    return database(engine());
  }

  /// A new database whose engine has that fault.
  Database database(Mutation mutation) {
    return database(mutation.applyTo(engine()));
  }

  private Database database(String engine) {
    String name = "engine_" + count.incrementAndGet();
    try {
      execute("postgres", "create database " + name + " template " + TEMPLATE);
      execute(
          "postgres",
          "alter database "
              + name
              + " set search_path = public, pg_catalog;"
              + "alter database "
              + name
              + " set timezone = 'UTC'");
      execute(name, engine);
    } catch (SQLException e) {
      throw new IllegalStateException("The engine does not load", e);
    }
    return new Database(name);
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database, "postgres", "");
  }

  final class Database implements AutoCloseable {
    private final String name;

    private Database(String name) {
      this.name = name;
    }

    Connection connect() throws SQLException {
      return EngineServer.this.connect(name);
    }

    void execute(String sql) throws SQLException {
      EngineServer.this.execute(name, sql);
    }

    @Override
    public void close() throws SQLException {
      EngineServer.this.execute("postgres", "drop database " + name + " with (force)");
    }
  }
}
