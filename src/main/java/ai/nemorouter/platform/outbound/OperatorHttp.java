package ai.nemorouter.platform.outbound;

import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Quarkus REST clients for addresses that the operator configured, and for this node's own.
/// Redirects are not followed, proxies of the environment not used, and time and size are bounded.
///
/// Addresses that tenants give go through `OutboundHttp` instead: they must be connected to at the
/// very IP address that was checked. REST Client looks up the name itself, so that a check before
/// it proves nothing, and a check after it comes when a connection has been made.
@ApplicationScoped
public class OperatorHttp {
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private final Vertx vertx;

  OperatorHttp(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Where a request goes and what goes along.
  public record Target(URI base, Map<String, String> headers) {
    public Target {
      headers = Map.copyOf(headers);
    }

    /// Headers hold a credential.
    @Override
    public String toString() {
      return base.toString();
    }
  }

  /// A client for one piece of work, to be closed after it. Its methods answer with a `Response` of
  /// any status.
  ///
  /// @param within the time for all of the work. REST Client's own limit is for the time between
  ///   two pieces of an answer only, so the request is reset when the time is over.
  public <A extends Closeable> A client(Class<A> api, Target target, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    ClientRequestFilter headers =
        request -> target.headers().forEach(request.getHeaders()::putSingle);
    return QuarkusRestClientBuilder.newBuilder()
        .baseUri(target.base())
        .userAgent(Product.NAME)
        .followRedirects(false)
        .proxyAddress("none", 0)
        .connectTimeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .readTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
        .disableDefaultMapper(true)
        .register(headers)
        .httpClientRequestCustomizer(request -> endAt(deadline, request))
        .build(api);
  }

  private void endAt(long deadline, HttpClientRequest request) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    long timer = vertx.setTimer(Math.max(1, left), _ -> request.reset());
    request
        .response()
        .onFailure(_ -> vertx.cancelTimer(timer))
        .onSuccess(response -> response.end().onComplete(_ -> vertx.cancelTimer(timer)));
  }

  /// Makes one request and waits for all of the answer, on the calling thread.
  ///
  /// @param most bytes that the answer may have; a larger one is a failure
  public <A extends Closeable> Outcome ask(
      Class<A> api, Target target, int most, Duration within, Function<A, Response> request) {
    long deadline = System.nanoTime() + within.toNanos();
    try (A client = client(api, target, within);
        Response response = request.apply(client);
        InputStream body = body(response, most + 1)) {
      byte[] bytes = body.readAllBytes();
      return bytes.length > most
          ? new Outcome.Failed("The answer is larger than " + most / 1024 + " KB.")
          : new Outcome.Answered(response.getStatus(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      return new Outcome.Failed(
          System.nanoTime() >= deadline
              ? "There was no answer within " + within.toSeconds() + " seconds."
              : OutboundHttp.reason(cause(e)));
    }
  }

  /// The answer's body as it comes, as if it ended after so many bytes.
  public static InputStream body(Response response, int most) {
    InputStream body = response.readEntity(InputStream.class);
    return new Bounded(
        Objects.requireNonNullElseGet(body, () -> new ByteArrayInputStream(new byte[0])), most);
  }

  private static final class Bounded extends FilterInputStream {
    private int left;

    Bounded(InputStream body, int most) {
      super(body);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int next = left == 0 ? -1 : super.read();
      left -= next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = left == 0 ? -1 : super.read(bytes, offset, Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }

  private static Throwable cause(Exception e) {
    return e instanceof ProcessingException ? Objects.requireNonNullElse(e.getCause(), e) : e;
  }
}
