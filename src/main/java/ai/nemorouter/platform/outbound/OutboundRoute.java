package ai.nemorouter.platform.outbound;

import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds the one IP address that a request to an address of somebody else's choosing goes to, at
/// the moment of sending. The name is resolved once, all of its addresses are checked, and the
/// request is made for the very address that was checked: a name that leads elsewhere a moment
/// later gains nothing.
@ApplicationScoped
public class OutboundRoute {
  private static final String NOT_PUBLIC =
      "The host leads to an address that is not on the public internet.";

  private final Internet internet;

  OutboundRoute(Internet internet) {
    this.internet = internet;
  }

  /// A request for that address, without headers but `host`. A client that keeps connections may
  /// send it: what it keeps is kept by IP address.
  ///
  /// @param within the time for the look-up
  /// @throws OutboundRefusedException if it must not be sent
  public RequestOptions request(HttpMethod method, String address, Reach reach, Duration within)
      throws OutboundRefusedException,
          UnknownHostException,
          TimeoutException,
          InterruptedException {
    OutboundTarget target;
    try {
      target = OutboundTarget.parse(address, reach);
    } catch (IllegalArgumentException e) {
      throw new OutboundRefusedException(String.valueOf(e.getMessage()));
    }
    List<InetAddress> addresses = resolve(target.host(), within);
    if (reach == Reach.PUBLIC && !addresses.stream().allMatch(PublicAddress::is)) {
      throw new OutboundRefusedException(NOT_PUBLIC);
    }
    return new RequestOptions()
        .setMethod(method)
        .setServer(
            SocketAddress.inetSocketAddress(
                new InetSocketAddress(addresses.getFirst(), target.port())))
        .setHost(target.host())
        .setPort(target.port())
        .setSsl(target.tls())
        .setURI(target.path())
        .setFollowRedirects(false)
        .putHeader("host", target.authority());
  }

  /// The system's resolver knows no deadline, so it is asked on a thread of its own.
  private List<InetAddress> resolve(String host, Duration within)
      throws UnknownHostException, TimeoutException, InterruptedException {
    FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> internet.addresses(host));
    Thread.startVirtualThread(lookUp);
    try {
      return lookUp.get(Math.max(1, within.toNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("A name cannot be looked up", e);
    }
  }
}
