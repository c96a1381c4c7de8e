package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.ScriptedUpstream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged application in processes of its own, on one durable PostgreSQL: the cap over
/// several nodes, and `kill -9`.
class NodesIT {
  private static final String MANAGEMENT_KEY = "management-key-of-the-test";
  private static final String ANSWER =
      "{\"id\":\"u\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1000}}";
  private static final String CHUNK =
      "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}";

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<ApplicationProcess> nodes = new ArrayList<>();
  private EmbeddedPostgres postgres;
  private ScriptedUpstream upstream;

  @BeforeEach
  void startDatabaseAndProvider() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .start();
    upstream = ScriptedUpstream.start();
  }

  @AfterEach
  void stopEverything() throws IOException {
    nodes.forEach(ApplicationProcess::close);
    upstream.close();
    postgres.close();
  }

  /// Row 88.
  @Test
  void of200ConcurrentCallsOnTwoNodesExactlyThe50ThatFitGoThrough() throws Exception {
    CountDownLatch allSent = new CountDownLatch(50);
    upstream.on(
        "m",
        wire -> {
          allSent.countDown();
          allSent.await();
          wire.json(200, ANSWER);
        });
    ApplicationProcess first = startNode();
    ApplicationProcess second = startNode();
    // A call holds 1,000 output tokens at $10 a million, and its body's bytes at $1 a million: with
    // this body $0.01011.
    String body = chat("\"max_tokens\":1000");
    long worstCase = 10_000_000L + body.length() * 1_000L;
    String key =
        mintKey(
            first, java.math.BigDecimal.valueOf(worstCase * 50 + worstCase / 2, 9).toPlainString());

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(post(i % 2 == 0 ? first : second, key, body));
    }
    List<Integer> statuses = answers.stream().map(answer -> answer.join().statusCode()).toList();

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(50);
    assertThat(statuses).filteredOn(status -> status == 402).hasSize(150);
    assertThat(upstream.received("m")).hasSize(50);
    await().untilAsserted(() -> assertThat(number("select count(*) from calls")).isEqualTo(200));
    assertBooksBalance();
    // 10 × $1 + 1,000 × $10 per million tokens, each.
    assertThat(number("select sum(cost) from calls")).isEqualTo(50 * 10_010_000L);
  }

  /// Row 91.
  @Test
  void afterAKillInTheMiddleNoHoldStaysBehindAndNoCallIsUnpriced() throws Exception {
    upstream.on(
        "m",
        wire -> {
          wire.beginStream();
          for (int i = 0; i < 3; i++) {
            wire.event(CHUNK);
          }
          wire.waitForHangUp();
        });
    ApplicationProcess node = startNode();
    String key = mintKey(node, "1000");
    List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      streams.add(post(node, key, chat("\"stream\":true")));
    }
    await().untilAsserted(() -> assertThat(upstream.received("m")).hasSize(40));
    assertThat(number("select count(*) from holds")).isEqualTo(40);

    node.kill();
    startNode();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(number("select count(*) from holds")).isZero());
    assertThat(
            number(
                "select count(*) from calls where status = 'expired' and cost > 0 and cost_source = 'estimate'"))
        .isEqualTo(40);
    assertBooksBalance();
    assertThat(streams).allMatch(CompletableFuture::isDone);
  }

  @Test
  void withoutItsDatabaseANodeRefusesAndSendsNothing() throws Exception {
    upstream.on("m", wire -> wire.json(200, ANSWER));
    ApplicationProcess node = startNode();
    String key = mintKey(node, "1000");
    assertThat(post(node, key, chat("\"max_tokens\":10")).join().statusCode()).isEqualTo(200);

    postgres.close();
    HttpResponse<String> knownKey = post(node, key, chat("\"max_tokens\":10")).join();
    HttpResponse<String> unknownKey =
        post(node, KeySecret.mint().reveal(), chat("\"max_tokens\":10")).join();

    assertThat(knownKey.statusCode()).isEqualTo(503);
    assertThat(knownKey.headers().firstValue("retry-after")).contains("1");
    assertThat(unknownKey.statusCode()).isEqualTo(503);
    assertThat(upstream.received("m")).hasSize(1);
  }

  private void assertBooksBalance() throws SQLException {
    assertThat(number("select count(*) from holds")).isZero();
    assertThat(number("select coalesce(sum(held), 0) from windows")).isZero();
    assertThat(
            number(
                """
                select count(*) from windows w
                 where w.used <> (select coalesce(sum(c.cost), 0) from every_attempt c where w.id = any(c.window_ids))
                """))
        .isZero();
    assertThat(
            number(
                "select count(*) from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id"
                    + " where w.used + w.held > l.amount"))
        .isZero();
  }

  private ApplicationProcess startNode() {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"));
    environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    environment.put("NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY", MANAGEMENT_KEY);
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_BASE_URL", upstream.baseUrl().toString());
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_MODELS", "*");
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_INPUT_PRICE", "1");
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_OUTPUT_PRICE", "10");
    environment.put("NEMOROUTER_HOLDS_TTL", "3s");
    environment.put("NEMOROUTER_HOLDS_HEARTBEAT_EVERY", "1s");
    environment.put("NEMOROUTER_HOLDS_SWEEP_EVERY", "1s");
    ApplicationProcess node = ApplicationProcess.start(environment, folder, "node-" + nodes.size());
    nodes.add(node);
    return node;
  }

  private String mintKey(ApplicationProcess node, String limit) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/v1/keys"))
            .header("authorization", "Bearer " + MANAGEMENT_KEY)
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"name\":\"Test\",\"limit\":" + limit + "}"))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8)).path("key").asText();
  }

  private CompletableFuture<HttpResponse<String>> post(
      ApplicationProcess node, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/v1/chat/completions"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String chat(String more) {
    return "{\"model\":\"scripted/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
        + more
        + "}";
  }

  private long number(String query) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
