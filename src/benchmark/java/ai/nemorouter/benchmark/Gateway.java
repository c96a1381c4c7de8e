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

  /// The provider behind the gateway.
  ///
  /// @param inputPrice in US dollars per million tokens, as is `outputPrice`
  record Provider(int port, String inputPrice, String outputPrice) {}

  static Gateway start(Path folder, Path application, int port, Provider provider)
      throws IOException {
    if (!Files.exists(application)) {
      throw new IOException(application + " is missing: package the application first");
    }
    Path dataFolder = folder.resolve("data");
    Map<String, String> environment = environment(port, provider);
    environment.put("NEMOROUTER_DATA_FOLDER", dataFolder.toString());
    return new Gateway(run(folder, application, environment), port, dataFolder);
  }

  /// Another node on the same database.
  Child startSecond(Path folder, Path application, int secondPort, Provider provider)
      throws IOException {
    Map<String, String> environment = environment(secondPort, provider);
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", databaseUrl());
    environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    return run(folder, application, environment);
  }

  private static Child run(Path folder, Path application, Map<String, String> environment)
      throws IOException {
    List<String> command = List.of(Rig.java(), "-jar", application.toString());
    return Child.start("nemorouter", folder, environment, command);
  }

  private static Map<String, String> environment(int port, Provider provider) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY", MANAGEMENT_KEY);
    environment.put("NEMOROUTER_BOOTSTRAP_CREDIT", "1000000");
    environment.put(
        "NEMOROUTER_PROVIDERS_LOCAL_BASE_URL", "http://127.0.0.1:" + provider.port() + "/v1");
    environment.put("NEMOROUTER_PROVIDERS_LOCAL_API_KEY", "none");
    environment.put("NEMOROUTER_PROVIDERS_LOCAL_MODELS", "*");
    environment.put("NEMOROUTER_PROVIDERS_LOCAL_INPUT_PRICE", provider.inputPrice());
    environment.put("NEMOROUTER_PROVIDERS_LOCAL_OUTPUT_PRICE", provider.outputPrice());
    return environment;
  }

  void awaitReady() throws IOException, InterruptedException {
    child.awaitListening(port, START_MAX);
  }

  /// A key of its own with a limit that the benchmark does not reach, so that both the credit and
  /// the key's limit are held and settled on every call.
  Target mintKey() throws IOException, InterruptedException {
    String key = mintKey("100000");
    return new Target(port, "local/tiny", Map.of("authorization", "Bearer " + key));
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
    return new Books(databaseUrl() + "?user=postgres");
  }

  String databaseUrl() throws IOException {
    int databasePort = Integer.parseInt(databaseFile().get(PORT_LINE).strip());
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databasePort);
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
