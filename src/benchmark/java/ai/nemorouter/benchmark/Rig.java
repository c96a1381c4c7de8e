package ai.nemorouter.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything the benchmark starts: processes on loopback and one temporary folder. Closing it,
/// also on a failed start or an interrupt, leaves neither behind.
final class Rig implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration INSTALLATION_MAX = Duration.ofMinutes(2);

  private final Path folder;
  private final int upstreamPort;
  private int nextPort;
  private boolean closed;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final List<Contender> contenders = new ArrayList<>();

  Rig(int firstPort) throws IOException {
    upstreamPort = firstPort;
    nextPort = firstPort;
    folder = Files.createTempDirectory("nemorouter-benchmark-");
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  int upstreamPort() {
    return upstreamPort;
  }

  List<Contender> contenders() {
    return contenders;
  }

  /// Those whose streams are measured. The gateway is among them twice: what it asks of the second
  /// provider, it has to translate.
  List<Contender> streaming() {
    List<Contender> streaming = new ArrayList<>();
    for (Contender contender : contenders) {
      switch (contender.name()) {
        case UPSTREAM, NGINX_KEEPING -> streaming.add(contender);
        case NEMOROUTER -> {
          streaming.add(contender);
          streaming.add(
              new Contender(
                  Contender.Name.NEMOROUTER_TRANSLATING,
                  contender.target().through("claude/"),
                  contender.child()));
        }
        case NGINX, PORTKEY, NEMOROUTER_TRANSLATING -> {}
      }
    }
    return streaming;
  }

  /// @return the gateway, whose books are checked at the end
  Gateway start(Path application) throws IOException, InterruptedException {
    startUpstream(nextPort());
    startNginx(Contender.Name.NGINX);
    startNginx(Contender.Name.NGINX_KEEPING);
    startPortkey();
    Gateway gateway =
        keep(
            Gateway.start(
                folder.resolve("gateway"),
                application,
                nextPort(),
                List.of(
                    Gateway.Provider.local(upstreamPort, "0.15", "0.60"),
                    new Gateway.Provider("claude", "anthropic", upstreamPort, "0.15", "0.60"))));
    gateway.awaitReady();
    Target target = gateway.mintKey();
    contenders.add(new Contender(Contender.Name.NEMOROUTER, target, gateway.child()));
    return gateway;
  }

  private void startUpstream(int port) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            java(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-classpath",
            System.getProperty("java.class.path"),
            Upstream.class.getName(),
            Integer.toString(port));
    Child child = keep(Child.start("upstream", folder.resolve("upstream"), Map.of(), command));
    child.awaitListening(port, START_MAX);
    contenders.add(new Contender(Contender.Name.UPSTREAM, new Target(port, "", Map.of()), child));
  }

  private void startNginx(Contender.Name name) throws IOException, InterruptedException {
    Optional<Path> program = Programs.find("nginx");
    if (program.isEmpty()) {
      say("nginx is not installed: left out");
      return;
    }
    int port = nextPort();
    Nginx.Destination destination =
        new Nginx.Destination(upstreamPort, name == Contender.Name.NGINX_KEEPING);
    Child child = keep(Nginx.start(folder.resolve(name.name()), program.get(), port, destination));
    child.awaitListening(port, START_MAX);
    contenders.add(new Contender(name, new Target(port, "", Map.of()), child));
  }

  /// Somebody else's package from a registry: the benchmark goes on without it.
  private void startPortkey() throws InterruptedException {
    try {
      int port = nextPort();
      Path home = folder.resolve("portkey");
      keep(Portkey.install(home)).awaitEnd(INSTALLATION_MAX);
      Child child = keep(Portkey.start(home, port));
      child.awaitListening(port, START_MAX);
      contenders.add(
          new Contender(Contender.Name.PORTKEY, Portkey.target(port, upstreamPort), child));
    } catch (IOException e) {
      say("Portkey's gateway is left out: " + e.getMessage());
    }
  }

  private int nextPort() throws IOException {
    int port = nextPort++;
    if (Child.isListening(port)) {
      throw new IOException(
          "Port %d is taken: choose five free ones with -Dnemorouter.benchmark.first-port=…"
              .formatted(port));
    }
    return port;
  }

  /// To be called as soon as something runs, so that an interrupt from then on stops it.
  private synchronized <T extends AutoCloseable> T keep(T running) {
    started.push(running);
    if (closed) {
      close();
      throw new IllegalStateException("The benchmark was interrupted");
    }
    return running;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        say("Not stopped: " + e.getMessage());
      }
    }
    delete(folder);
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Not deleted: " + folder, e);
    }
  }

  static String java() {
    return java("java");
  }

  static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private static void say(String message) {
    System.err.println(message);
  }
}
