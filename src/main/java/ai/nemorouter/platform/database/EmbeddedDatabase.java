package ai.nemorouter.platform.database;

import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.platform.process.StopBound;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/// A real PostgreSQL in a child process, for machines without a database server. Its data stays in
/// a folder, so that a restart loses nothing, and it is as durable as a server: the library's test
/// settings (no fsync) are switched back.
public final class EmbeddedDatabase {
  private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
  private static final String URL = "quarkus.datasource.jdbc.url";
  private static final String SCHEME = "jdbc:postgresql://";

  /// A property of the process, because a live reload in dev mode loads this class anew.
  private static final String FOLDER = "nemorouter.embedded-database.folder";

  private static final String USERNAME = "quarkus.datasource.username";
  private static final String PASSWORD = "quarkus.datasource.password";
  private static final int PID_FILE_PORT_LINE = 3;
  private static final int CONNECT_TIMEOUT_MS = 500;
  private static final int STOP_PATIENCE_SECONDS = 10;
  private static final Duration STEP = Duration.ofMillis(20);

  /// A property of the process, as the folder is.
  private static final String IN_USE = "nemorouter.embedded-database.in-use";

  private EmbeddedDatabase() {}

  /// Does nothing where a JDBC URL is configured, which is also so after a live reload in dev mode.
  ///
  /// @throws InvalidSettingException if that URL is none of PostgreSQL
  public static void startUnlessConfigured() {
    Config config = ConfigProvider.getConfig();
    Optional<String> configured = config.getOptionalValue(URL, String.class);
    if (configured.isPresent()) {
      requirePostgres(configured.get());
      return;
    }
    use(start(folder(config)));
  }

  /// For a program that only looks: uses the server that a running application has started, and
  /// leaves it running. Where there is none, it starts one on the data and stops it at the end.
  ///
  /// @throws InvalidSettingException if there is no data either
  public static void joinUnlessConfigured() {
    Config config = ConfigProvider.getConfig();
    Optional<String> configured = config.getOptionalValue(URL, String.class);
    if (configured.isPresent()) {
      requirePostgres(configured.get());
      return;
    }
    Path folder = folder(config);
    if (!Files.exists(folder)) {
      throw new InvalidSettingException(
          "NEMOROUTER_DATA_FOLDER", "there is no embedded database in " + folder);
    }
    use(running(folder).orElseGet(() -> start(folder)));
  }

  private static Path folder(Config config) {
    String folder = config.getOptionalValue("nemorouter.data-folder", String.class).orElse(".data");
    return postgresFolder(Path.of(folder)).toAbsolutePath();
  }

  /// Where the server's own data are in the folder that `dataFolder` answers.
  static Path postgresFolder(Path dataFolder) {
    return dataFolder.resolve("postgres");
  }

  private static void use(Server server) {
    System.setProperty(URL, "jdbc:postgresql://localhost:" + server.port() + "/postgres");
    System.setProperty(USERNAME, EmbeddedLogin.USER);
    System.setProperty(PASSWORD, server.password());
    System.setProperty(FOLDER, server.folder().resolveSibling(".").normalize().toString());
  }

  /// The folder beside its data, where what belongs to that data is kept; empty where the database
  /// is a server of its own.
  public static Optional<Path> dataFolder() {
    return Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of);
  }

  private static void requirePostgres(String url) {
    if (!url.startsWith(SCHEME)) {
      throw new InvalidSettingException(
          "QUARKUS_DATASOURCE_JDBC_URL", "must begin with " + SCHEME + ", but is " + url);
    }
  }

  /// @param folder of its data
  record Server(Path folder, long pid, int port, String password) {}

  /// Starts the server on the data in `folder`, or takes over the one that an earlier, killed
  /// application left running. Data of versions that had no password get one.
  static Server start(Path folder) {
    EmbeddedLogin login = new EmbeddedLogin(folder);
    try {
      Files.createDirectories(folder.getParent());
      Optional<Server> orphan = running(folder);
      if (login.isMissing()) {
        orphan.flatMap(server -> ProcessHandle.of(server.pid())).ifPresent(EmbeddedDatabase::stop);
        setPassword(folder, login);
      } else if (orphan.isPresent()) {
        LOG.infof(
            "Embedded PostgreSQL was still running folder=%s port=%d", folder, orphan.get().port());
        stopAtTheEnd(orphan.get().pid());
        return orphan.get();
      }
      EmbeddedPostgres postgres = server(folder, login).start();
      LOG.infof("Embedded PostgreSQL started folder=%s port=%d", folder, postgres.getPort());
      Server server = new Server(folder, pid(folder), postgres.getPort(), login.password());
      stopAtTheEnd(server.pid());
      return server;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("The embedded database does not start in " + folder, e);
    }
  }

  private static EmbeddedPostgres.Builder server(Path folder, EmbeddedLogin login)
      throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        // The library hands these to `initdb`, where they win over its own `-A trust`.
        .setLocaleConfig("auth", EmbeddedLogin.METHOD)
        .setLocaleConfig("pwfile", login.file().toString())
        .setConnectConfig("password", login.password())
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100");
  }

  /// The server is stopped in between, which also ends connections that were made without the
  /// password.
  private static void setPassword(Path folder, EmbeddedLogin login)
      throws IOException, SQLException {
    login.open();
    try (EmbeddedPostgres open = server(folder, login).start()) {
      login.close(open.getPostgresDatabase());
    }
    LOG.infof("Embedded PostgreSQL was given a password folder=%s", folder);
  }

  private static Optional<Server> running(Path folder) {
    try {
      int port = Integer.parseInt(pidFile(folder).get(PID_FILE_PORT_LINE).strip());
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress("localhost", port), CONNECT_TIMEOUT_MS);
      }
      Path password = folder.resolveSibling(EmbeddedLogin.FILE);
      return Optional.of(
          new Server(
              folder,
              pid(folder),
              port,
              Files.exists(password) ? new EmbeddedLogin(folder).password() : ""));
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "No embedded PostgreSQL runs folder=%s", folder);
      return Optional.empty();
    }
  }

  private static long pid(Path folder) throws IOException {
    return Long.parseLong(pidFile(folder).getFirst().strip());
  }

  private static List<String> pidFile(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("postmaster.pid"));
  }

  static void setInUse(boolean inUse) {
    System.setProperty(IN_USE, Boolean.toString(inUse));
  }

  /// The application, which is stopping at the same time, still books what it owes; the server ends
  /// after it.
  private static void stopAtTheEnd(long pid) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              long deadline = System.nanoTime() + StopBound.most().toNanos();
              while (Boolean.getBoolean(IN_USE) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(STEP.toNanos());
              }
              ProcessHandle.of(pid).ifPresent(EmbeddedDatabase::stop);
            }));
  }

  /// Does not wait for others who are connected, such as a person who looks inside.
  private static void stop(ProcessHandle server) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
      server.onExit().get(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.warnf("Embedded PostgreSQL does not stop pid=%d", server.pid());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
