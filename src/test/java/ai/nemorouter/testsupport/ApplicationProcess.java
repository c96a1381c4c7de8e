package ai.nemorouter.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packaged application as a process of its own: a node that a test can kill.
public final class ApplicationProcess implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  private static final int FIRST_PORT = 15_000;
  private static final int PORTS = 16_000;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

  private final Process process;
  private final int port;
  private final int managementPort;

  private ApplicationProcess(Process process, int port, int managementPort) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
  }

  /// Starts a node on a free port and waits until it is ready.
  ///
  /// @param folder where it runs, and writes its output to `<name>.log`
  public static ApplicationProcess start(
      Map<String, String> environment, Path folder, String name) {
    return start(environment, folder, name, freePort());
  }

  /// The same on a port that was known beforehand.
  public static ApplicationProcess start(
      Map<String, String> environment, Path folder, String name, int port) {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().putAll(environment);
    int managementPort = freePort();
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile());
    try {
      ApplicationProcess application =
          new ApplicationProcess(builder.start(), port, managementPort);
      await().atMost(START_PATIENCE).until(application::isReady);
      return application;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How the packaged application is run, with arguments of its own.
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(System.getProperty("nemorouter.jvm-options", "-XX:+TieredCompilation"));
    command.addAll(List.of("-Xmx512m", "-jar", System.getProperty("nemorouter.application")));
    command.addAll(List.of(arguments));
    return command;
  }

  public URI at(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  /// Where metrics and health are.
  public URI managementAt(String path) {
    return URI.create("http://localhost:" + managementPort + path);
  }

  public int port() {
    return port;
  }

  /// The bytes of the heap that are in use once everything that can go is gone.
  public long heapAfterCollection() throws IOException {
    jcmd("GC.run");
    Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
    if (!used.find()) {
      throw new IllegalStateException("jcmd does not say how much of the heap is used");
    }
    return Long.parseLong(used.group(1)) * 1_024;
  }

  private String jcmd(String command) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    try (InputStream output = jcmd.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// What the operating system does with `kill -9`: nothing of the application runs any more.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Tells it to stop, as supervisors do (SIGTERM).
  public void tellToStop() {
    process.destroy();
  }

  /// Waits until it has ended.
  ///
  /// @return false if it has not within that time
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("The application ended with code " + process.exitValue());
    }
    // Both ports open at about the same time.
    try (HttpClient client = HttpClient.newHttpClient();
        Socket _ = new Socket("localhost", port)) {
      HttpRequest request =
          HttpRequest.newBuilder(managementAt("/q/health/ready"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// A port that nothing listens on. It is below those that the system gives to outgoing
  /// connections, one of which could take it before the application has started.
  public static int freePort() {
    while (true) {
      int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
      try (ServerSocket _ = new ServerSocket(port)) {
        return port;
      } catch (IOException _) {
        // Taken: the next one may be free.
      }
    }
  }
}
