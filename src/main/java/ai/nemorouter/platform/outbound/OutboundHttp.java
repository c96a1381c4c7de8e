package ai.nemorouter.platform.outbound;

import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
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
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends requests to addresses that tenants gave us. They must not lead where only we can reach, so
/// `OutboundRoute` says at the moment of sending where each goes. Redirects are not followed,
/// proxies of the environment not used, and time and size are bounded.
@ApplicationScoped
public class OutboundHttp {
  /// How much of an answer is kept; the rest is not read.
  private static final int ANSWER_BYTES_MAX = 4096;

  private static final int CONNECTIONS_PER_HOST = 8;
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private final HttpClient client;
  private final OutboundRoute route;

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
    route = new OutboundRoute(internet);
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

  /// What is sent.
  ///
  /// @param bytesMax how much of the answer is read; the rest is cut off
  public record Request(
      HttpMethod method, String address, Map<String, String> headers, Buffer body, int bytesMax) {
    /// Headers may hold a credential, and addresses too.
    @Override
    public String toString() {
      return method.name();
    }
  }

  /// Posts JSON and waits for the beginning of the answer, on the calling thread.
  ///
  /// @param within the time for everything: looking up, connecting, sending, reading
  public Outcome post(
      String address, Reach reach, Map<String, String> headers, String json, Duration within) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("content-type", "application/json");
    return send(
        new Request(HttpMethod.POST, address, all, Buffer.buffer(json), ANSWER_BYTES_MAX),
        reach,
        within);
  }

  /// Asks for a document and waits for all of it, on the calling thread.
  ///
  /// @param most bytes that the document may have; a larger one is a failure
  public Outcome get(
      String address, Reach reach, Map<String, String> headers, int most, Duration within) {
    Outcome outcome =
        send(
            new Request(HttpMethod.GET, address, headers, Buffer.buffer(), most + 1),
            reach,
            within);
    boolean cut =
        outcome instanceof Outcome.Answered(_, String text)
            && text.getBytes(StandardCharsets.UTF_8).length > most;
    return cut ? new Outcome.Failed("The answer is larger than " + most / 1024 + " KB.") : outcome;
  }

  /// Sends anything in the same way.
  public Outcome send(Request sent, Reach reach, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    AtomicReference<HttpClientRequest> sending = new AtomicReference<>();
    try {
      RequestOptions options = route.request(sent.method(), sent.address(), reach, within);
      sent.headers().forEach(options::putHeader);
      options.putHeader("user-agent", Product.NAME);
      CompletableFuture<Outcome> answer =
          client
              .request(options)
              .compose(request -> {
                sending.set(request);
                return request
                    .send(sent.body())
                    .compose(response -> read(response, sent.bytesMax()));
              })
              .toCompletionStage()
              .toCompletableFuture();
      return answer.get(left(deadline), TimeUnit.NANOSECONDS);
    } catch (OutboundRefusedException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    } catch (UnknownHostException e) {
      return new Outcome.Failed(reason(e));
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

  private static Future<Outcome> read(HttpClientResponse response, int bytesMax) {
    Promise<Outcome> done = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      body.appendBuffer(part);
      if (body.length() >= bytesMax) {
        done.tryComplete(answered(response, body, bytesMax));
        response.request().reset();
      }
    });
    response.exceptionHandler(done::tryFail);
    response.endHandler(_ -> done.tryComplete(answered(response, body, bytesMax)));
    return done.future();
  }

  private static Outcome answered(HttpClientResponse response, Buffer body, int bytesMax) {
    int kept = Math.min(body.length(), bytesMax);
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

  /// For people, in one sentence.
  static String reason(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> "The host is not known.";
      case ConnectException _ -> "The host does not accept the connection.";
      case SSLException _ ->
          "There is no trusted TLS connection with the host: " + cause.getMessage();
      default -> "The connection broke: " + cause.getMessage();
    };
  }
}
