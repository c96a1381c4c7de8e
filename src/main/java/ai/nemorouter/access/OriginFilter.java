package ai.nemorouter.access;

import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.http.FilterOrder;
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
  private final ClientAddress clientAddress;

  OriginFilter(CurrentActor current, RoutingContext context, ClientAddress clientAddress) {
    this.current = current;
    this.context = context;
    this.clientAddress = clientAddress;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String address = clientAddress.of(context.request());
    current.comesFrom(
        Origin.of(address, Optional.ofNullable(request.getHeaderString(HttpHeaders.USER_AGENT))));
  }
}
