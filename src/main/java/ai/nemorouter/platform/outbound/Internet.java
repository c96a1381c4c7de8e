package ai.nemorouter.platform.outbound;

import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The internet as this machine sees it: where names lead, and whose certificates are trusted.
@ApplicationScoped
class Internet {
  List<InetAddress> addresses(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  HttpClientOptions clientOptions() {
    return new HttpClientOptions();
  }
}
