package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Portkey's gateway from npm: a gateway of the same kind that routes and does no governance.
final class Portkey {
  static final String PACKAGE = "@portkey-ai/gateway@1.15.2";
  private static final Duration INSTALLATION_MAX = Duration.ofMinutes(2);

  private Portkey() {}

  /// @throws IOException if there is no Node or the package cannot be had
  static Child start(Path folder, int port) throws IOException, InterruptedException {
    String node = find("node");
    String npm = find("npm");
    List<String> installation =
        List.of(npm, "install", "--no-audit", "--no-fund", "--prefix", folder.toString(), PACKAGE);
    // The caller's environment tells npm which registry, proxy and certificates to use.
    try (Child installing = Child.start("npm", folder, System.getenv(), installation)) {
      installing.awaitEnd(INSTALLATION_MAX);
    }
    Path program = folder.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
    return Child.start(
        "portkey",
        folder,
        Map.of("NODE_ENV", "production"),
        List.of(node, program.toString(), "--headless", "--port=" + port));
  }

  static Target target(int port, int upstreamPort) {
    return new Target(
        port,
        "tiny",
        Map.of(
            "authorization", "Bearer benchmark",
            "x-portkey-provider", "openai",
            "x-portkey-custom-host", "http://127.0.0.1:" + upstreamPort + "/v1"));
  }

  private static String find(String program) throws IOException {
    return Programs.find(program)
        .orElseThrow(() -> new IOException(program + " is not installed"))
        .toString();
  }
}
