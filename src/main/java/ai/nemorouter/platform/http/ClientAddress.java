package ai.nemorouter.platform.http;

import ai.nemorouter.platform.error.InvalidSettingException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The IP address of the caller: the other end of the connection. Only if that is a trusted proxy,
/// it is the last address in `X-Forwarded-For` that is not a trusted proxy itself: proxies append
/// to the end, and anyone can have written what comes before.
@ApplicationScoped
public class ClientAddress {
  static final String FORWARDED = "X-Forwarded-For";

  private final List<AddressRange> proxies;

  ClientAddress(TrustedConfig config) {
    this.proxies =
        config.proxies().orElse(List.of()).stream()
            .map(text ->
                AddressRange.parse(text)
                    .orElseThrow(() ->
                        new InvalidSettingException(
                            "NEMOROUTER_TRUSTED_PROXIES",
                            "names “"
                                + text
                                + "”, which is no IP address or range, as in 10.0.0.0/8")))
            .toList();
  }

  /// Empty where the connection has none, as within the application itself.
  public String of(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String connection = remote == null ? "" : Optional.ofNullable(remote.hostAddress()).orElse("");
    return of(connection, request.headers().getAll(FORWARDED));
  }

  String of(String connection, List<String> forwarded) {
    List<String> hops = new ArrayList<>();
    for (String header : forwarded) {
      for (String hop : header.split(",", -1)) {
        hops.add(hop.strip());
      }
    }
    String address = connection;
    while (isTrusted(address) && !hops.isEmpty()) {
      address = hops.removeLast();
    }
    return address;
  }

  private boolean isTrusted(String address) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(address));
  }
}
