package ai.nemorouter.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The packaged gateway as an operator runs it: environment variables only, everything switched on,
/// its own embedded database in a folder of the rig.
record Gateway(Child child, int port, Path dataFolder) implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final int STOP_SECONDS_MAX = 10;
  private static final String MANAGEMENT_KEY = "the-management-key-of-the-benchmark";
  private static final int CREATED = 201;
  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;

  /// A provider behind the gateway.
  ///
  /// @param dialect what it speaks, by its name in the gateway's settings
  /// @param inputPrice in US dollars per million tokens, as is `outputPrice`
  record Provider(String name, String dialect, int port, String inputPrice, String outputPrice) {
    /// One that speaks as most clients do.
    static Provider local(int port, String inputPrice, String outputPrice) {
      return new Provider("local", "openai", port, inputPrice, outputPrice);
    }

    private void addTo(Map<String, String> environment) {
      String prefix = "NEMOROUTER_PROVIDERS_" + name.toUpperCase(Locale.ROOT) + "_";
      environment.put(prefix + "DIALECT", dialect);
      environment.put(prefix + "BASE_URL", "http://127.0.0.1:" + port + "/v1");
      environment.put(prefix + "API_KEY", "none");
      environment.put(prefix + "MODELS", "*");
      environment.put(prefix + "INPUT_PRICE", inputPrice);
      environment.put(prefix + "OUTPUT_PRICE", outputPrice);
    }
  }

  static Gateway start(Path folder, Path application, int port, List<Provider> providers)
      throws IOException {
    if (!Files.exists(application)) {
      throw new IOException(application + " is missing: package the application first");
    }
    Path dataFolder = folder.resolve("data");
    Map<String, String> environment = environment(port, providers);
    environment.put("NEMOROUTER_DATA_FOLDER", dataFolder.toString());
    return new Gateway(run(folder, application, environment), port, dataFolder);
  }

  /// Another node on the same database.
  Child startSecond(Path folder, Path application, int secondPort, List<Provider> providers)
      throws IOException {
    Map<String, String> environment = environment(secondPort, providers);
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", databaseUrl());
    return run(folder, application, environment);
  }

  private static Child run(Path folder, Path application, Map<String, String> environment)
      throws IOException {
    List<String> command = List.of(Rig.java(), "-jar", application.toString());
    return Child.start("nemorouter", folder, environment, command);
  }

  private static Map<String, String> environment(int port, List<Provider> providers) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY", MANAGEMENT_KEY);
    environment.put("NEMOROUTER_BOOTSTRAP_CREDIT", "1000000");
    // The default is 512, and more streams than that are held open at the same time.
    environment.put("NEMOROUTER_GATEWAY_CONNECTIONS_PER_PROVIDER", "2048");
    // The streams that are hung up say nothing more.
    environment.put("NEMOROUTER_GATEWAY_AFTER_HANG_UP", "1s");
    providers.forEach(provider -> provider.addTo(environment));
    return environment;
  }

  void awaitReady() throws IOException, InterruptedException {
    child.awaitListening(port, START_MAX);
  }

  /// A key of its own with a limit that the benchmark does not reach, so that both the credit and
  /// the key's limit are held and settled on every call.
  Target mintKey() throws IOException, InterruptedException {
    String key = mintKey("100000");
    return new Target(port, "local/", Map.of("authorization", "Bearer " + key));
  }

  /// @param limit in US dollars, in total
  /// @return its secret
  String mintKey(String limit) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/keys"))
            .timeout(Duration.ofSeconds(20))
            .header("authorization", "Bearer " + MANAGEMENT_KEY)
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"benchmark\",\"limit\":" + limit + "}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != CREATED) {
        throw new IOException("No key: %d %s".formatted(response.statusCode(), response.body()));
      }
      return new ObjectMapper().readTree(response.body()).path("key").asText();
    }
  }

  Books books() throws IOException {
    return new Books(databaseUrl());
  }

  private String databasePassword() throws IOException {
    return Files.readString(dataFolder.resolve("postgres.password")).strip();
  }

  String databaseUrl() throws IOException {
    int databasePort = Integer.parseInt(databaseFile().get(PORT_LINE).strip());
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&password=%s"
        .formatted(databasePort, databasePassword());
  }

  /// What the garbage collector finds in use, which it collects for that.
  long heapBytes() throws IOException, InterruptedException {
    return Memory.heapBytes(child.process().pid(), dataFolder);
  }

  long databaseResidentBytes() throws IOException {
    return database().map(Memory::residentBytes).orElse(0L);
  }

  /// Stops the application, which stops its database; a database that outlives it is stopped here.
  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> database = Optional.empty();
    try {
      database = database();
    } finally {
      child.close();
      database.ifPresent(Gateway::stop);
    }
  }

  private static void stop(ProcessHandle process) {
    process.onExit().completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private Optional<ProcessHandle> database() throws IOException {
    if (!Files.exists(dataFolder.resolve("postgres/postmaster.pid"))) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(databaseFile().get(PID_LINE).strip()));
  }

  /// PostgreSQL's own note of its process (first line) and port (fourth).
  private List<String> databaseFile() throws IOException {
    return Files.readAllLines(dataFolder.resolve("postgres/postmaster.pid"));
  }
}
