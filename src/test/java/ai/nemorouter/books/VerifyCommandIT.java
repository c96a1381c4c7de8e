package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.ApplicationProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command as a process of its own, beside a node whose embedded database it looks at.
class VerifyCommandIT {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  @Test
  void theCommandChecksTheDatabaseOfARunningNodeAndLeavesItRunning() throws Exception {
    assertThat(verify().code()).as("where there is no database").isEqualTo(2);
    Map<String, String> demo = new HashMap<>(environment());
    demo.put("NEMOROUTER_DEMO_ENABLED", "true");
    try (ApplicationProcess node = ApplicationProcess.start(demo, folder, "node")) {
      // The node's own port: nothing may listen there a second time.
      Ended clean = verify("QUARKUS_HTTP_PORT", Integer.toString(node.at("/").getPort()));
      change("update windows set used = used + 1 where ends_at = 'infinity'");
      Ended broken = verify();

      assertThat(clean.output())
          .contains("The books balance.", "The audit logs fit")
          .doesNotContain("Exception");
      assertThat(clean.code()).isZero();
      assertThat(broken.output()).contains("I2 acme, window ", "I6 acme, credit: Of the credit ");
      assertThat(broken.code()).isEqualTo(1);
      assertThat(status(node)).isEqualTo(200);
    }
  }

  private Map<String, String> environment() {
    return Map.of("NEMOROUTER_DATA_FOLDER", folder.resolve("data").toString());
  }

  private Ended verify(String... setting) throws IOException, InterruptedException {
    Path output = folder.resolve("verify.log");
    ProcessBuilder builder = new ProcessBuilder(ApplicationProcess.command("verify"));
    builder.environment().putAll(environment());
    if (setting.length == 2) {
      builder.environment().put(setting[0], setting[1]);
    }
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private void change(String sql) throws IOException, SQLException {
    List<String> lines = Files.readAllLines(folder.resolve("data/postgres/postmaster.pid"));
    String url = "jdbc:postgresql://localhost:" + lines.get(3).strip() + "/postgres";
    String password = Files.readString(folder.resolve("data/postgres.password")).strip();
    try (Connection connection = DriverManager.getConnection(url, "postgres", password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int status(ApplicationProcess node) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(node.managementAt("/q/health/ready")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
