package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Portkey's gateway from npm: a gateway of the same kind that routes and does no governance.
final class Portkey {
  /// Versions are pinned, so that figures stay comparable. With the HTTP server that npm would
  /// choose by itself (1.19.19) this release answers every stream with "TypeError: immutable".
  private static final String PACKAGES =
      """
      {
        "private": true,
        "dependencies": {"@portkey-ai/gateway": "1.15.2"},
        "overrides": {"@hono/node-server": "1.13.8"}
      }
      """;

  private Portkey() {}

  /// @return npm at work
  /// @throws IOException if there is no Node or no npm
  static Child install(Path folder) throws IOException {
    find("node");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("package.json"), PACKAGES);
    // The caller's environment tells npm which registry, proxy and certificates to use.
    return Child.start(
        "npm",
        folder,
        System.getenv(),
        List.of(find("npm"), "install", "--no-audit", "--no-fund", "--prefix", folder.toString()));
  }

  static Child start(Path folder, int port) throws IOException {
    Path program = folder.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
    return Child.start(
        "portkey",
        folder,
        Map.of("NODE_ENV", "production"),
        List.of(find("node"), program.toString(), "--headless", "--port=" + port));
  }

  static Target target(int port, int upstreamPort) {
    return new Target(
        port,
        "",
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
