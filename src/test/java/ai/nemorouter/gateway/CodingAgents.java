package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Codex CLI and Claude Code as npm has them, with nothing set but what docs/agents.md says. Each
/// runs in a home and a folder of its own, so that the shells they start read no user's profile.
final class CodingAgents {
  private static final Path SOURCE = Path.of("src/test/agents");
  private static final Path INSTALLED = Path.of("target/agents");
  private static final long INSTALL_SECONDS = 600;
  private static final long RUN_SECONDS = 120;

  /// An agent that runs.
  ///
  /// @param folder where it works
  record Run(Process process, Path folder, Path output) {
    /// Waits until it is done, and gives what it printed.
    String await() throws InterruptedException {
      if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
        stop();
        throw new AssertionError("The agent took too long: " + printed());
      }
      return printed();
    }

    String printed() {
      try {
        return Files.readString(output, UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// As a person does with Ctrl-C and more.
    void stop() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private CodingAgents() {}

  static Run codex(String model, String key, String prompt) throws IOException {
    Path home = Files.createTempDirectory("codex-home");
    Files.writeString(
        home.resolve("config.toml"),
        """
        model = "%s"
        model_provider = "nemorouter"

        [model_providers.nemorouter]
        name = "NemoRouter"
        base_url = "%s"
        env_key = "NEMOROUTER_API_KEY"
        wire_api = "responses"
        request_max_retries = 0
        stream_max_retries = 0
        """
            .formatted(model, GatewayWorld.address("/v1")));
    return start(
        List.of(
            bin("codex"),
            "exec",
            "--skip-git-repo-check",
            "--dangerously-bypass-approvals-and-sandbox",
            prompt),
        Map.of("HOME", home.toString(), "CODEX_HOME", home.toString(), "NEMOROUTER_API_KEY", key));
  }

  static Run claude(String model, String key, String prompt) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("HOME", Files.createTempDirectory("claude-home").toString());
    settings.put("ANTHROPIC_BASE_URL", GatewayWorld.address("").toString());
    settings.put("ANTHROPIC_AUTH_TOKEN", key);
    settings.put("ANTHROPIC_MODEL", model);
    settings.put("ANTHROPIC_DEFAULT_HAIKU_MODEL", model);
    settings.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    settings.put("CLAUDE_CODE_MAX_RETRIES", "0");
    return start(List.of(bin("claude"), "-p", "--allowedTools=Bash", "--", prompt), settings);
  }

  private static String bin(String name) {
    return INSTALLED.resolve("node_modules/.bin").resolve(name).toAbsolutePath().toString();
  }

  private static Run start(List<String> command, Map<String, String> settings) throws IOException {
    install();
    Path folder = Files.createTempDirectory("agent");
    Path output = Files.createTempFile("agent", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ANTHROPIC_"));
    builder.environment().putAll(settings);
    return new Run(builder.start(), folder, output);
  }

  private static synchronized void install() throws IOException {
    Path lock = INSTALLED.resolve("node_modules/installed-from.json");
    String wanted = Files.readString(SOURCE.resolve("package-lock.json"));
    if (Files.exists(lock) && Files.readString(lock).equals(wanted)) {
      return;
    }
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.writeString(INSTALLED.resolve(file), Files.readString(SOURCE.resolve(file)));
    }
    npm(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    // Puts the program for this machine into its place.
    npm(List.of("node", "node_modules/@anthropic-ai/claude-code/install.cjs"));
    Files.writeString(lock, wanted);
  }

  private static void npm(List<String> command) throws IOException {
    Path output = Files.createTempFile("install", ".out");
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(INSTALLED.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(command + " failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
