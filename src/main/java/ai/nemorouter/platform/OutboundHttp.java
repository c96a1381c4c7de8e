package ai.nemorouter.platform;

import ai.nemorouter.platform.OutboundTarget.Reach;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends requests to addresses that tenants gave us. They must not lead where only we can reach, so
/// the name is resolved at the moment of sending, the request is refused if any of its addresses is
/// not public, and the connection goes to the very address that was checked: a name that leads
/// elsewhere a moment later gains nothing. Redirects are not followed, proxies of the environment
/// not used, and time and size are bounded.
@ApplicationScoped
public class OutboundHttp {
  /// How much of an answer is kept; the rest is not read.
  private static final int ANSWER_BYTES_MAX = 4096;

  private static final int CONNECTIONS_PER_HOST = 8;
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private final HttpClient client;
  private final Internet internet;

  /// What became of a request.
  public sealed interface Outcome {
    /// @param excerpt the beginning of the answer's body
    record Answered(int status, String excerpt) implements Outcome {}

    /// @param reason a sentence that says why nothing was sent
    record Refused(String reason) implements Outcome {}

    /// @param reason a sentence that says why there is no answer; it may have been received
    record Failed(String reason) implements Outcome {}
  }

  OutboundHttp(Vertx vertx, Internet internet) {
    this.internet = internet;
    client =
        vertx.createHttpClient(
            internet
                .clientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                // A kept connection would go where an earlier look-up led.
                .setKeepAlive(false)
                .setForceSni(true)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /// Posts JSON and waits for the beginning of the answer, on the calling thread.
  ///
  /// @param within the time for everything: looking up, connecting, sending, reading
  public Outcome post(
      String address, Reach reach, Map<String, String> headers, String json, Duration within) {
    OutboundTarget target;
    try {
      target = OutboundTarget.parse(address, reach);
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
    long deadline = System.nanoTime() + within.toNanos();
    AtomicReference<HttpClientRequest> sending = new AtomicReference<>();
    try {
      List<InetAddress> addresses = resolve(target.host(), deadline);
      if (reach == Reach.PUBLIC && !addresses.stream().allMatch(PublicAddress::is)) {
        return new Outcome.Refused(
            "The host leads to an address that is not on the public internet.");
      }
      CompletableFuture<Outcome> answer =
          client
              .request(options(target, addresses.getFirst(), headers))
              .compose(request -> {
                sending.set(request);
                return request.send(Buffer.buffer(json)).compose(OutboundHttp::read);
              })
              .toCompletionStage()
              .toCompletableFuture();
      return answer.get(left(deadline), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandon(sending.get());
      return new Outcome.Failed("There was no answer within " + within.toSeconds() + " seconds.");
    } catch (ExecutionException e) {
      return new Outcome.Failed(reason(Objects.requireNonNullElse(e.getCause(), e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon(sending.get());
      return new Outcome.Failed("The request was interrupted.");
    }
  }

  /// The system's resolver knows no deadline, so it is asked on a thread of its own.
  private List<InetAddress> resolve(String host, long deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> internet.addresses(host));
    Thread.startVirtualThread(lookUp);
    return lookUp.get(left(deadline), TimeUnit.NANOSECONDS);
  }

  private static RequestOptions options(
      OutboundTarget target, InetAddress address, Map<String, String> headers) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls())
            .setURI(target.path())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    return options
        .putHeader("host", target.authority())
        .putHeader("content-type", "application/json")
        .putHeader("user-agent", Product.NAME);
  }

  private static Future<Outcome> read(HttpClientResponse response) {
    Promise<Outcome> done = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      body.appendBuffer(part);
      if (body.length() >= ANSWER_BYTES_MAX) {
        done.tryComplete(answered(response, body));
        response.request().reset();
      }
    });
    response.exceptionHandler(done::tryFail);
    response.endHandler(_ -> done.tryComplete(answered(response, body)));
    return done.future();
  }

  private static Outcome answered(HttpClientResponse response, Buffer body) {
    int kept = Math.min(body.length(), ANSWER_BYTES_MAX);
    return new Outcome.Answered(
        response.statusCode(), new String(body.getBytes(0, kept), StandardCharsets.UTF_8));
  }

  private static void abandon(@Nullable HttpClientRequest request) {
    if (request != null) {
      request.reset();
    }
  }

  private static long left(long deadline) {
    return Math.max(1, deadline - System.nanoTime());
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> "The host is not known.";
      case ConnectException _ -> "The host does not accept the connection.";
      case SSLException _ ->
          "There is no trusted TLS connection with the host: " + cause.getMessage();
      default -> "The connection broke: " + cause.getMessage();
    };
  }
}
