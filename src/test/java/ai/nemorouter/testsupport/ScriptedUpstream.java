package ai.nemorouter.testsupport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// A provider that does what a test tells it, down to the byte, over real sockets. A script is
/// chosen by the model's name, which stands in the body or in the path.
public final class ScriptedUpstream implements AutoCloseable {
  private static final int RESET_AFTER_MS = 150;

  /// More than any test connects at once: a full queue would look like a host that is away.
  private static final int BACKLOG = 4_096;

  private final ServerSocket socket;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger hungUp = new AtomicInteger();
  private final AtomicInteger playing = new AtomicInteger();
  private volatile Script otherwise =
      wire -> wire.json(404, "{\"error\":{\"message\":\"no script\"}}");

  /// What the provider does once it has read a request.
  public interface Script {
    void play(Wire wire) throws Exception;
  }

  /// A request as it arrived, header names in lower case.
  public record Received(String path, Map<String, String> headers, String body) {
    boolean isFor(String model) {
      return body.contains("\"model\":\"" + model + "\"")
          || List.of(path.split("[/:?]", -1)).contains(model);
    }
  }

  private ScriptedUpstream(ServerSocket socket) {
    this.socket = socket;
  }

  public static ScriptedUpstream start() {
    try {
      ScriptedUpstream upstream =
          new ScriptedUpstream(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
  }

  public void on(String model, Script script) {
    scripts.put(model, script);
  }

  /// What it does for models that have no script of their own.
  public void otherwise(Script script) {
    otherwise = script;
  }

  /// The requests that name that model, in the order they came.
  public List<Received> received(String model) {
    return received.stream()
        .filter(request ->
            request.isFor(model)
                || request.body().matches("(?s).*\"model\" ?: ?\"" + Pattern.quote(model) + "\".*")
                || isOfForm(request, model))
        .toList();
  }

  /// Whether a form has a line that is the model's name.
  private static boolean isOfForm(Received request, String model) {
    return request.headers().getOrDefault("content-type", "").startsWith("multipart/")
        && request.body().contains("\r\n" + model + "\r\n");
  }

  /// How many answers are being written at this moment.
  public int playing() {
    return playing.get();
  }

  /// How many times the gateway has closed a connection while a script was still writing.
  public int hungUp() {
    return hungUp.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream input = new BufferedInputStream(connection.getInputStream());
      Received request = read(input);
      while (request != null) {
        received.add(request);
        Wire wire = new Wire(connection, request);
        playing.incrementAndGet();
        try {
          script(request).play(wire);
        } finally {
          playing.decrementAndGet();
        }
        if (wire.isOver()) {
          return;
        }
        request = read(input);
      }
    } catch (IOException e) {
      hungUp.incrementAndGet();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Script script(Received request) {
    return scripts.entrySet().stream()
        .filter(script -> request.isFor(script.getKey()) || isOfForm(request, script.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static @org.jspecify.annotations.Nullable Received read(InputStream input)
      throws IOException {
    String requestLine = line(input);
    if (requestLine.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(input); !header.isEmpty(); header = line(input)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
    return new Received(requestLine.split(" ", -1)[1], headers, body);
  }

  private static String line(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /// The provider's end of one connection.
  public static final class Wire {
    private final Socket connection;
    private final Received request;
    private final OutputStream output;
    private boolean over;

    Wire(Socket connection, Received request) throws IOException {
      this.connection = connection;
      this.request = request;
      this.output = connection.getOutputStream();
    }

    public Received request() {
      return request;
    }

    /// Waits until the gateway ends the connection.
    public void waitForHangUp() throws IOException {
      over = true;
      while (connection.getInputStream().read() >= 0) {
        // Whatever comes, it is not the end.
      }
    }

    boolean isOver() {
      return over || connection.isClosed();
    }

    /// A whole JSON answer; `headers` as `name: value`.
    public void json(int status, String body, String... headers) throws IOException {
      answer(status, "application/json", body, headers);
    }

    public void answer(int status, String type, String body, String... headers) throws IOException {
      answer(status, type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public void answer(int status, String type, byte[] bytes, String... headers)
        throws IOException {
      write(
          ("HTTP/1.1 "
                  + status
                  + " X\r\ncontent-type: "
                  + type
                  + "\r\ncontent-length: "
                  + bytes.length
                  + "\r\n"
                  + String.join(
                      "", List.of(headers).stream().map(header -> header + "\r\n").toList())
                  + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      write(bytes);
    }

    /// One event with a type and that data, as Anthropic sends them.
    public void event(String type, String data) throws IOException {
      bytes(("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    public void beginStream() throws IOException {
      write(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
    }

    /// One event with that data.
    public void event(String data) throws IOException {
      bytes(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /// A part of the stream's body, as one chunk of the transfer encoding.
    public void bytes(byte[] part) throws IOException {
      write((Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
      write(part);
      write("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    public void endStream() throws IOException {
      write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    /// Ends the connection with a TCP reset. It overtakes what the gateway has not read yet, so it
    /// comes a moment after what was written.
    public void reset() throws IOException, InterruptedException {
      TimeUnit.MILLISECONDS.sleep(RESET_AFTER_MS);
      over = true;
      connection.setSoLinger(true, 0);
      connection.close();
    }

    private void write(byte[] bytes) throws IOException {
      output.write(bytes);
      output.flush();
    }
  }
}
