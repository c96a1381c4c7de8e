package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The clients of `src/test/clients`, installed once with the versions of their lock file. Node.js
/// comes with them, so that the machine's own version does not matter.
final class NodeClients {
  private static final Path SOURCE = Path.of("src/test/clients");
  private static final Path INSTALLED = Path.of("target/clients");
  private static final Path OWN_NODE = INSTALLED.resolve("node_modules/.bin/node");
  private static final long INSTALL_SECONDS = 300;
  private static final long RUN_SECONDS = 60;

  private NodeClients() {}

  /// Runs a script and gives what it tells.
  static ObjectNode run(String script, Map<String, String> environment) {
    install();
    String node = Files.exists(OWN_NODE) ? OWN_NODE.toAbsolutePath().toString() : "node";
    String told = start(List.of(node, script), environment, RUN_SECONDS);
    return Json.parseObject(told.getBytes(UTF_8));
  }

  /// Runs a program as it stands, and gives what it prints.
  static String print(String program) throws IOException {
    install();
    Path file = Files.createTempFile(INSTALLED, "snippet", ".mjs");
    Files.writeString(file, program);
    String node = Files.exists(OWN_NODE) ? OWN_NODE.toAbsolutePath().toString() : "node";
    return start(List.of(node, file.getFileName().toString()), Map.of(), RUN_SECONDS);
  }

  private static synchronized void install() {
    try {
      Path lock = INSTALLED.resolve("node_modules/installed-from.json");
      String wanted = Files.readString(SOURCE.resolve("package-lock.json"));
      boolean there = Files.exists(lock) && Files.readString(lock).equals(wanted);
      Files.createDirectories(INSTALLED);
      try (Stream<Path> files = Files.list(SOURCE)) {
        for (Path file : files.toList()) {
          Files.writeString(INSTALLED.resolve(file.getFileName()), Files.readString(file));
        }
      }
      if (!there) {
        start(
            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
            Map.of(),
            INSTALL_SECONDS);
        Files.writeString(lock, wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String start(
      List<String> command, Map<String, String> environment, long secondsMost) {
    try {
      Path output = Files.createTempFile("client", ".out");
      Path errors = Files.createTempFile("client", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(INSTALLED.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = launch(builder, command);
      if (!process.waitFor(secondsMost, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " took more than " + secondsMost + " seconds");
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + Files.readString(errors));
      }
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Process launch(ProcessBuilder builder, List<String> command) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "The tests with real clients need Node.js and npm, and "
              + command.getFirst()
              + " cannot be run. Install them, as in `apt-get install nodejs npm`.",
          e);
    }
  }
}
