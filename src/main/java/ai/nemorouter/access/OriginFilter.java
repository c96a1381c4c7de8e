package ai.nemorouter.access;

import ai.nemorouter.platform.FilterOrder;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/// Notes where a request comes from.
@Provider
@Priority(FilterOrder.ORIGIN)
public class OriginFilter implements ContainerRequestFilter {
  private final CurrentActor current;
  private final RoutingContext context;

  OriginFilter(CurrentActor current, RoutingContext context) {
    this.current = current;
    this.context = context;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    SocketAddress remote = context.request().remoteAddress();
    String address = remote == null ? "" : Optional.ofNullable(remote.hostAddress()).orElse("");
    current.comesFrom(
        Origin.of(address, Optional.ofNullable(request.getHeaderString(HttpHeaders.USER_AGENT))));
  }
}
