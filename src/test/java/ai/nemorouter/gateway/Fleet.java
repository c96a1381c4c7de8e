package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.BooksCheck;
import ai.nemorouter.testsupport.DurablePostgres;
import ai.nemorouter.testsupport.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Gateway nodes as processes of their own on one durable PostgreSQL, reached directly or over a
/// bad network, and a provider that counts.
final class Fleet implements AutoCloseable {
  static final String MANAGEMENT_KEY = "management-key-of-the-test";

  /// For whatever comes by itself on a busy machine.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int READ_TIMEOUT_MS = 60_000;

  private final Path folder;
  private final DurablePostgres postgres;
  private final FaultProxy proxy;
  private final CountingUpstream upstream = new CountingUpstream();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ApplicationProcess> nodes = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<String, ApplicationProcess> nodeOf = new ConcurrentHashMap<>();
  private final Map<String, Integer> wordsReceived = new ConcurrentHashMap<>();
  private final Set<ApplicationProcess> killed = ConcurrentHashMap.newKeySet();

  /// A call on its way.
  ///
  /// @param model the name by which the provider's log and the books mean it
  record Sent(String model, CompletableFuture<HttpResponse<String>> answer) {
    int status() {
      return answer.join().statusCode();
    }
  }

  Fleet(Path folder) throws IOException {
    this.folder = folder;
    postgres = DurablePostgres.start(folder.resolve("postgres"));
    proxy = FaultProxy.before(postgres.port());
  }

  /// The batch in which that call asks for its hold. Text arrays carry names as they are.
  static Predicate<String> holdOf(String model) {
    return request -> request.contains("scripted/" + model) && !settlementOf(model).test(request);
  }

  static Predicate<String> settlementOf(String model) {
    return request -> request.contains("\"requested_model\":\"scripted/" + model + "\"");
  }

  DurablePostgres postgres() {
    return postgres;
  }

  FaultProxy proxy() {
    return proxy;
  }

  CountingUpstream upstream() {
    return upstream;
  }

  ApplicationProcess startNode() {
    return startNode(postgres.port(), Map.of());
  }

  /// A node that reaches the database over the bad network.
  ApplicationProcess startNodeBehindProxy() {
    return startNode(proxy.port(), Map.of());
  }

  ApplicationProcess startNode(int databasePort, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", DurablePostgres.urlAt(databasePort));
    environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    // Few, so that it shows when some are lost for good.
    environment.put("QUARKUS_DATASOURCE_CONSOLE_JDBC_MAX_SIZE", "3");
    environment.put("QUARKUS_DATASOURCE_GATEWAY_JDBC_MAX_SIZE", "5");
    environment.put("QUARKUS_DATASOURCE_INSTALLATION_JDBC_MAX_SIZE", "4");
    environment.put("NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY", MANAGEMENT_KEY);
    environment.put("NEMOROUTER_GATEWAY_AFTER_HANG_UP", "5s");
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_BASE_URL", upstream.baseUrl().toString());
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_MODELS", "*");
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_INPUT_PRICE", "1");
    environment.put("NEMOROUTER_PROVIDERS_SCRIPTED_OUTPUT_PRICE", "10");
    // Each call is sent once, so that the provider's log and the records can be compared one by
    // one.
    environment.put("NEMOROUTER_GATEWAY_ATTEMPTS", "1");
    environment.put("NEMOROUTER_HOLDS_TTL", "3s");
    environment.put("NEMOROUTER_HOLDS_HEARTBEAT_EVERY", "1s");
    environment.put("NEMOROUTER_HOLDS_SWEEP_EVERY", "1s");
    environment.put("NEMOROUTER_HOLDS_PATIENCE", "3s");
    environment.put("NEMOROUTER_HOLDS_DATABASE_TIMEOUT", "4s");
    environment.putAll(more);
    ApplicationProcess node = ApplicationProcess.start(environment, folder, "node-" + nodes.size());
    nodes.add(node);
    return node;
  }

  /// `kill -9`.
  void kill(ApplicationProcess node) throws InterruptedException {
    killed.add(node);
    node.kill();
  }

  String mintKey(ApplicationProcess node) throws Exception {
    return mintKey(node, "{\"name\":\"Test\",\"limit\":1000}");
  }

  String mintKey(ApplicationProcess node, String body) throws Exception {
    HttpResponse<String> response = manage(node, "POST", "/v1/keys", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8)).path("key").asText();
  }

  /// A request of a program that manages keys.
  HttpResponse<String> manage(ApplicationProcess node, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.at(path))
            .header("authorization", "Bearer " + MANAGEMENT_KEY)
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// A name that no other call of this fleet has, nor begins with.
  String nextModel(ApplicationProcess node, Plan plan) {
    String model = "m%05d".formatted(calls.incrementAndGet());
    upstream.plan(model, plan);
    nodeOf.put(model, node);
    return model;
  }

  Sent call(ApplicationProcess node, String key, Plan plan) {
    return call(node, key, nextModel(node, plan), plan);
  }

  Sent call(ApplicationProcess node, String key, String model, Plan plan) {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/v1/chat/completions"))
            .header("authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body(model, plan)))
            .build();
    return new Sent(model, client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static String body(String model, Plan plan) {
    return "{\"model\":\"scripted/%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":200,\"stream\":%s}"
        .formatted(model, CountingUpstream.PROMPT, plan.kind().streamed());
  }

  /// A caller who reads so many bytes of the answer, its head included, and is gone.
  void callAndHangUp(ApplicationProcess node, String key, Plan plan, int afterBytes)
      throws IOException {
    String model = nextModel(node, plan);
    try (Socket socket = callWithoutWaiting(node, key, model, plan)) {
      String read =
          new String(socket.getInputStream().readNBytes(afterBytes), StandardCharsets.UTF_8);
      wordsReceived.put(model, read.split("\"content\":\" word\"", -1).length - 1);
    }
  }

  /// A caller who has sent the request and not looked at the answer; closing the connection resets
  /// it.
  Socket callWithoutWaiting(ApplicationProcess node, String key, String model, Plan plan)
      throws IOException {
    String body = body(model, plan);
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
            .formatted(key, body.length(), body);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.at("/").getPort());
    socket.setSoTimeout(READ_TIMEOUT_MS);
    socket.setSoLinger(true, 0);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /// Waits until nothing is under way any more, and until then for the books to be clean and every
  /// call to be charged what the provider's own log says.
  void assertEveryCallIsChargedWhatWasDelivered() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          try (Connection connection = postgres.connect()) {
            BooksCheck.assertClean(connection);
            assertThat(
                    new ChargeCheck(upstream, wordsReceived, this::wentToAKilledNode)
                        .deviations(connection))
                .isEmpty();
          }
        });
  }

  void awaitRecorded(String model) {
    String query = "select count(*) from calls where requested_model = 'scripted/" + model + "'";
    await().atMost(PATIENCE).until(() -> number(query) == 1);
  }

  /// Asked over a connection of its own.
  boolean isLive(ApplicationProcess node) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(node.managementAt("/q/health/live")).build();
    try (HttpClient other = HttpClient.newHttpClient()) {
      return other.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }
  }

  private boolean wentToAKilledNode(String model) {
    ApplicationProcess node = nodeOf.get(model);
    return node != null && killed.contains(node);
  }

  long number(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement update = connection.createStatement()) {
      update.execute(statement);
    }
  }

  /// One column of text, one row each.
  List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(ApplicationProcess::close);
    upstream.close();
    proxy.close();
    postgres.close();
    client.shutdownNow();
  }
}
