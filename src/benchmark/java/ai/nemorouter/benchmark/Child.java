package ai.nemorouter.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process of the benchmark, with an environment of its own, its output in a file, and a sure
/// end.
record Child(String name, Process process, Path log) implements AutoCloseable {
  private static final int STOP_SECONDS_MAX = 15;
  private static final int PROBE_INTERVAL_MS = 50;
  private static final int LOG_LINES_SHOWN = 20;

  /// @param environment what it gets besides the search path and the home folder; nothing else of
  ///   the caller's environment reaches it, so that no setting or key of theirs does
  static Child start(
      String name, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new Child(name, builder.start(), log);
  }

  void awaitListening(int port, Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isListening(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(name + " does not listen on port " + port + "\n" + lastWords());
      }
      TimeUnit.MILLISECONDS.sleep(PROBE_INTERVAL_MS);
    }
  }

  /// @throws IOException if it fails or takes longer
  void awaitEnd(Duration timeout) throws IOException, InterruptedException {
    boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended || process.exitValue() != 0) {
      throw new IOException(name + (ended ? " failed\n" : " takes too long\n") + lastWords());
    }
  }

  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static boolean isListening(int port) {
    try (Socket probe = new Socket()) {
      probe.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_INTERVAL_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
