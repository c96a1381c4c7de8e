package ai.nemorouter.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An empty PostgreSQL in a temporary folder, one for all test classes of a test run. It does not
/// sync to disk: tests of durability start their own.
public class PostgresResource implements QuarkusTestResourceLifecycleManager {
  private static @Nullable EmbeddedPostgres server;

  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.datasource.jdbc.url",
        "jdbc:postgresql://localhost:" + sharedServer().getPort() + "/postgres",
        "quarkus.datasource.username",
        "postgres");
  }

  private static synchronized EmbeddedPostgres sharedServer() {
    EmbeddedPostgres running = server;
    if (running != null) {
      return running;
    }
    try {
      EmbeddedPostgres started =
          EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
      server = started;
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("No PostgreSQL for the tests", e);
    }
  }

  /// The server ends with the test run: the next test class uses it again.
  @Override
  public void stop() {}
}
