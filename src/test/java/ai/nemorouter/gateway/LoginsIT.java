package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.DurablePostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that was prepared as docs/security.md says: no login of the application is a
/// superuser, and each may take on one role only.
@Tag("matrix")
class LoginsIT {
  private static final Path DOCUMENT = Path.of("docs/security.md");
  private static final Plan PLAN = new Plan(Kind.WHOLE, 10);

  @TempDir private Path folder;

  @Test
  void aNodeServesWithALoginForEachRoleAndNoneOfThemCanDoMore() throws Exception {
    try (Fleet fleet = new Fleet(folder)) {
      try (Connection superuser = fleet.postgres().connect();
          Statement statement = superuser.createStatement()) {
        statement.execute(documentedPreparation());
      }
      ApplicationProcess node =
          fleet.startNode(
              fleet.postgres().port(),
              Map.of(
                  "QUARKUS_DATASOURCE_USERNAME", "nemorouter_owner",
                  "QUARKUS_DATASOURCE_CONSOLE_USERNAME", "nemorouter_console_login",
                  "QUARKUS_DATASOURCE_GATEWAY_USERNAME", "nemorouter_gateway_login",
                  "QUARKUS_DATASOURCE_INSTALLATION_USERNAME", "nemorouter_installation_login"));

      String key = fleet.mintKey(node);
      assertThat(fleet.call(node, key, PLAN).status()).isEqualTo(200);
      fleet.assertEveryCallIsChargedWhatWasDelivered();

      // A connection of the test's own ends a moment after it was closed.
      await().until(() -> !logins(fleet).contains("postgres"));
      assertThat(logins(fleet))
          .contains(
              "nemorouter_console_login",
              "nemorouter_gateway_login",
              "nemorouter_installation_login");
      assertRefused(fleet, "nemorouter_console_login", "select * from keys");
      assertRefused(fleet, "nemorouter_console_login", "set role nemorouter_installation");
      assertRefused(fleet, "nemorouter_gateway_login", "set role nemorouter_console");
      assertRefused(fleet, "nemorouter_gateway_login", "select * from calls");
    }
  }

  /// The SQL of the document, without its passwords' meaning: here every local login is trusted.
  private static String documentedPreparation() throws IOException {
    String text = Files.readString(DOCUMENT);
    String begin = "```sql\n";
    int start = text.indexOf(begin) + begin.length();
    return text.substring(start, text.indexOf("```", start))
        .replace("database nemorouter", "database postgres");
  }

  private static Set<String> logins(Fleet fleet) throws SQLException {
    try (Connection superuser = fleet.postgres().connect();
        Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select coalesce(string_agg(distinct usename, ','), '') from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")) {
      rows.next();
      return Set.of(rows.getString(1).split(",", -1)).stream()
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void assertRefused(Fleet fleet, String login, String sql) {
    assertThatThrownBy(
            () -> {
              try (Connection connection =
                      DriverManager.getConnection(
                          DurablePostgres.urlAt(fleet.postgres().port()), login, "");
                  Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
            })
        .as(login + ": " + sql)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }
}
