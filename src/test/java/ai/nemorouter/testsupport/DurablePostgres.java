package ai.nemorouter.testsupport;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A PostgreSQL of a test's own that loses nothing it has confirmed, and that the test may kill,
/// restart and freeze. It comes back on the same folder and port.
public final class DurablePostgres implements AutoCloseable {
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private EmbeddedPostgres server;
  private final List<ProcessHandle> frozen = new ArrayList<>();

  private DurablePostgres(Path folder, EmbeddedPostgres server) {
    this.folder = folder;
    this.server = server;
    this.port = server.getPort();
  }

  public static DurablePostgres start(Path folder) throws IOException {
    return new DurablePostgres(folder, on(folder).start());
  }

  private static EmbeddedPostgres.Builder on(Path folder) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100");
  }

  public int port() {
    return port;
  }

  public static String urlAt(int port) {
    return "jdbc:postgresql://localhost:" + port + "/postgres?sslmode=disable";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(urlAt(port), "postgres", "");
  }

  /// `kill -9` of every process of the server, the first of them first, so that none can say
  /// goodbye.
  public void kill() throws IOException {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    await().atMost(DEATH_PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    server.close();
  }

  /// The orderly end that an operator asks for: clients are cut off, what is committed is on disk.
  public void stop() throws IOException {
    server.close();
  }

  public void startAgain() throws IOException {
    server = on(folder).setPort(port).start();
  }

  /// SIGSTOP: connections stay open, and the server no longer answers on them.
  public void freeze() throws IOException, InterruptedException {
    frozen.addAll(processes());
    signal("STOP", frozen);
  }

  public void thaw() throws IOException, InterruptedException {
    signal("CONT", frozen.reversed());
    frozen.clear();
  }

  private List<ProcessHandle> processes() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
    postmaster.descendants().forEach(all::add);
    return all;
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    // One that has ended meanwhile needs no signal.
    processes.stream()
        .filter(ProcessHandle::isAlive)
        .map(process -> Long.toString(process.pid()))
        .forEach(command::add);
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Override
  public void close() throws IOException {
    try {
      thaw();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
