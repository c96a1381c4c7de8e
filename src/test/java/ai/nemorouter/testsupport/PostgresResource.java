package ai.nemorouter.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// An empty PostgreSQL in a temporary folder, one for all test classes of a test run. It does not
/// sync to disk: tests of durability start their own. Every `@QuarkusTest` gets it, because it is
/// registered in `META-INF/services`.
public class PostgresResource implements QuarkusTestResourceLifecycleManager {
  /// A system property and not a field, because each test profile loads this class anew.
  private static final String URL = "nemorouter.test.database";

  @Override
  public Map<String, String> start() {
    if (System.getProperty(URL) == null) {
      System.setProperty(URL, startServer());
    }
    return Map.of(
        "quarkus.datasource.jdbc.url",
        System.getProperty(URL),
        "quarkus.datasource.username",
        "postgres");
  }

  private static String startServer() {
    try {
      // The library stops the server when the JVM ends.
      EmbeddedPostgres server =
          EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
      return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    } catch (IOException e) {
      throw new UncheckedIOException("No PostgreSQL for the tests", e);
    }
  }

  @Override
  public void stop() {
    // The next test class uses the server again.
  }
}
